package virga.tunnel.serve;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import virga.actors.switchboard.AskRate;
import virga.protocol.Bytes;
import virga.protocol.identity.NodeId;
import virga.protocol.record.Sealed;

/**
 * Which device is behind a key: from memory, or looked up once for all who wait for it.
 *
 * <pre>
 *   ask -> Known                     believed, perhaps to be looked up again meanwhile
 *       -> LookUp -> found / missing / silent -> who waited
 *       -> Wait                      another asked the same
 *       -> TooOften                  one more than the peer's rate
 * </pre>
 *
 * A lookup asks supers, and whoever makes up keys could have one for each: so a peer has a rate of
 * them. One that led to a device that the peer may use does not count. Not thread safe.
 *
 * @param <V> who waits
 */
final class DeviceLookups<V> {
    /** Lookups in vain that one peer may cause at once. */
    static final int VAIN_BURST_MAX = 256;

    /** After this it may cause one more. */
    static final Duration VAIN_REFILL = Duration.ofMillis(125);

    /** Who asks for which device; {@code serves}: whether it may use a device. */
    record Asker<V>(V who, NodeId peer, Bytes deviceKey, Predicate<Sealed.Device> serves) {}

    /** What is to be done. */
    sealed interface Step {
        /** An answer; {@code refresh}: it is to be looked up again. */
        record Known(Optional<Sealed.Device> device, boolean refresh) implements Step {}

        /** It waits, and the device is to be looked up. */
        record LookUp() implements Step {}

        /** It waits for the lookup under way. */
        record Wait() implements Step {}

        /** It does not wait: its peer has caused too many lookups. */
        record TooOften() implements Step {}
    }

    /** What a lookup led to, and who waited for it. {@code sure}: the directory has said so. */
    record Result<V>(Optional<Sealed.Device> device, boolean sure, List<V> waited) {}

    private final DeviceCache devices = new DeviceCache();
    private final WaitingRoom<Bytes, V> waiting = new WaitingRoom<>();
    private final Map<Bytes, Asker<V>> causes = new HashMap<>();
    private final AskRate<NodeId> rate = new AskRate<>(VAIN_BURST_MAX, VAIN_REFILL);

    Step ask(Asker<V> asker, Instant now) {
        Bytes key = asker.deviceKey();
        return switch (devices.freshness(key, asker.serves(), now.toEpochMilli())) {
            case FRESH -> new Step.Known(devices.device(key), false);
            case REFRESH -> new Step.Known(devices.device(key), true);
            case UNKNOWN -> wait(asker, now);
        };
    }

    private Step wait(Asker<V> asker, Instant now) {
        Bytes key = asker.deviceKey();
        if (causes.containsKey(key)) {
            waiting.enter(key, asker.who());
            return new Step.Wait();
        }
        if (!rate.allows(asker.peer(), now)) {
            return new Step.TooOften();
        }
        causes.put(key, asker);
        waiting.enter(key, asker.who());
        return new Step.LookUp();
    }

    /** The directory's answer: the device, or empty where it does not exist. */
    Result<V> answered(Bytes key, Optional<Sealed.Device> device, Instant now) {
        devices.put(key, device, now.toEpochMilli());
        return end(key, device, true);
    }

    /** Nobody could be asked: what was known stands in where it is not too old. */
    Result<V> silent(Bytes key, Instant now) {
        return end(key, devices.standIn(key, now.toEpochMilli()), false);
    }

    /** Who registered devices may not be believed any more: each is looked up anew. */
    void forget() {
        devices.clear();
    }

    private Result<V> end(Bytes key, Optional<Sealed.Device> device, boolean sure) {
        Asker<V> cause = causes.remove(key);
        if (cause != null && device.filter(cause.serves()).isPresent()) {
            rate.giveBack(cause.peer());
        }
        return new Result<>(device, sure, waiting.leave(key));
    }
}
