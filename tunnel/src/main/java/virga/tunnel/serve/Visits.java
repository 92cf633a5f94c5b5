package virga.tunnel.serve;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import virga.protocol.Bytes;
import virga.protocol.mux.StreamRefusal;
import virga.tunnel.bridge.Bridge;
import virga.tunnel.bridge.BridgeEnd;
import virga.tunnel.bridge.BridgeLoops;

/**
 * What all connections through this tunnel node share: their count, their log, their caps. Thread
 * safe.
 */
final class Visits {
    private static final Logger LOG = LoggerFactory.getLogger(Visits.class);

    /** The visits to one device, and since when there was always one. */
    private record DeviceUse(Instant since, Set<Visit> visits) {}

    private final StreamCounts counts;
    private final TunnelLog log;
    private final BridgeLoops bridges;
    private final InstantSource clock;
    private final Set<Visit> unanswered = ConcurrentHashMap.newKeySet();
    private final Map<Bytes, DeviceUse> uses = new ConcurrentHashMap<>();
    private final Map<StreamRefusal, Long> refusals = new ConcurrentHashMap<>();

    Visits(StreamCounts counts, TunnelLog log, BridgeLoops bridges, InstantSource clock) {
        this.counts = counts;
        this.log = log;
        this.bridges = bridges;
        this.clock = clock;
    }

    StreamCounts counts() {
        return counts;
    }

    BridgeLoops bridges() {
        return bridges;
    }

    void begun(Visit visit) {
        unanswered.add(visit);
        Instant now = clock.instant();
        uses.compute(
                visit.target().deviceKey(),
                (key, known) -> {
                    DeviceUse use =
                            known == null
                                    ? new DeviceUse(now, ConcurrentHashMap.newKeySet())
                                    : known;
                    use.visits().add(visit);
                    return use;
                });
    }

    /** It is over, or was refused. */
    private void gone(Visit visit) {
        counts.release(visit.peer());
        uses.computeIfPresent(
                visit.target().deviceKey(),
                (key, use) -> {
                    use.visits().remove(visit);
                    return use.visits().isEmpty() ? null : use;
                });
    }

    /** Keys of the devices that somebody uses or is about to, and since when. */
    Map<Bytes, Instant> inUse() {
        Map<Bytes, Instant> since = new HashMap<>();
        uses.forEach((key, use) -> since.put(key, use.since()));
        return since;
    }

    /** Who uses the device with this key, or is about to. */
    Set<Visit> users(Bytes deviceKey) {
        DeviceUse use = uses.get(deviceKey);
        return use == null ? Set.of() : Set.copyOf(use.visits());
    }

    /** Nobody is left to answer those that wait: their peers are to try elsewhere at once. */
    void refuseUnanswered() {
        unanswered.forEach(visit -> visit.refuse(StreamRefusal.UNSPECIFIED));
    }

    /** Somebody is refused who never was a visit. */
    void turnedAway(StreamRefusal why) {
        refusals.merge(why, 1L, Long::sum);
    }

    /** Refused since the start, by reason. */
    Map<StreamRefusal, Long> refusals() {
        return Map.copyOf(refusals);
    }

    void refused(Visit visit, StreamRefusal why) {
        refusals.merge(why, 1L, Long::sum);
        unanswered.remove(visit);
        gone(visit);
        LOG.atInfo()
                .addKeyValue("peer", visit.peer())
                .addKeyValue("reason", why)
                .log("connection refused");
    }

    long opened(Visit visit) {
        unanswered.remove(visit);
        return log.opened(
                clock.instant(),
                visit.peer().toString(),
                visit.caller().name(),
                new TunnelLog.Connection(
                        visit.device(), visit.target().port(), visit.link().carrier().word()));
    }

    void ended(Visit visit, long logId, Bridge bridge, BridgeEnd end) {
        gone(visit);
        log.ended(logId, clock.instant(), bridge.bytesIn(), bridge.bytesOut(), end.hint());
    }
}
