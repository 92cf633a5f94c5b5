package virga.tunnel.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import virga.protocol.Bytes;
import virga.protocol.identity.DomainId;
import virga.protocol.identity.NodeId;
import virga.protocol.record.LocationId;
import virga.protocol.record.Sealed;
import virga.tunnel.serve.DeviceLookups.Asker;
import virga.tunnel.serve.DeviceLookups.Result;
import virga.tunnel.serve.DeviceLookups.Step;

/** Who causes lookups of devices, and how many. */
final class DeviceLookupsTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final NodeId ANN = node(1);
    private static final NodeId EVE = node(2);
    private static final Step LOOK_UP = new Step.LookUp();
    private static final Sealed.Device PRINTER =
            new Sealed.Device(
                    "printer",
                    new Sealed.DeviceAddress.Mac(Bytes.ofHex("001122334455")),
                    Set.of(),
                    new LocationId.Label("home"),
                    List.of(),
                    Set.of());

    private final DeviceLookups<String> lookups = new DeviceLookups<>();

    private static NodeId node(int number) {
        return new NodeId(new DomainId(1), key(number));
    }

    private static Bytes key(int number) {
        return Bytes.ofHex(String.format("%064x", number));
    }

    private Step ask(NodeId peer, int device, Instant now) {
        return ask("somebody", peer, device, true, now);
    }

    private Step ask(String who, NodeId peer, int device, boolean serves, Instant now) {
        return lookups.ask(new Asker<>(who, peer, key(device), known -> serves), now);
    }

    /** Asks for so many devices that do not exist; returns how many of them were looked up. */
    private int flood(NodeId peer, int first, int devices, Instant now) {
        int lookedUp = 0;
        for (int i = first; i < first + devices; i++) {
            if (ask(peer, i, now).equals(LOOK_UP)) {
                lookedUp++;
                lookups.answered(key(i), Optional.empty(), now);
            }
        }
        return lookedUp;
    }

    @Test
    void allThatAskForOneDeviceWaitForOneLookup() {
        assertEquals(LOOK_UP, ask("first", ANN, 1, true, NOW));
        assertEquals(new Step.Wait(), ask("second", EVE, 1, true, NOW));
        assertEquals(
                new Result<>(Optional.of(PRINTER), true, List.of("first", "second")),
                lookups.answered(key(1), Optional.of(PRINTER), NOW));
        assertEquals(new Step.Known(Optional.of(PRINTER), false), ask(ANN, 1, NOW));
    }

    @Test
    void madeUpKeysAreLookedUpAtARateForEachPeer() {
        int burst = DeviceLookups.VAIN_BURST_MAX;
        assertEquals(burst, flood(EVE, 1, 2 * burst, NOW));
        assertEquals(new Step.TooOften(), ask(EVE, 10_000, NOW));
        assertEquals(8, flood(EVE, 1_000, burst, NOW.plusSeconds(1)));
        assertEquals(LOOK_UP, ask(ANN, 10_000, NOW), "another peer");
    }

    @Test
    void knownDevicesAreServedToWhoeverAskedTooOften() {
        ask(ANN, 0, NOW);
        lookups.answered(key(0), Optional.of(PRINTER), NOW);
        flood(EVE, 1, 1_000, NOW);
        assertEquals(new Step.Known(Optional.of(PRINTER), false), ask(EVE, 0, NOW));
    }

    @Test
    void lookupsThatLeadToADeviceDoNotCount() {
        for (int i = 1; i <= 1_000; i++) {
            assertEquals(LOOK_UP, ask(ANN, i, NOW));
            lookups.answered(key(i), Optional.of(PRINTER), NOW);
        }
    }

    @Test
    void lookupsOfADeviceThatThePeerMayNotUseCount() {
        int lookedUp = 0;
        for (int i = 1; i <= 1_000; i++) {
            if (ask("eve", EVE, i, false, NOW).equals(LOOK_UP)) {
                lookedUp++;
                lookups.answered(key(i), Optional.of(PRINTER), NOW);
            }
        }
        assertEquals(DeviceLookups.VAIN_BURST_MAX, lookedUp);
    }

    @Test
    void floodOfMadeUpKeysPushesNoKnownDeviceOut() {
        ask(ANN, 0, NOW);
        lookups.answered(key(0), Optional.of(PRINTER), NOW);
        for (int peer = 2; peer < 42; peer++) {
            flood(node(peer), 1_000 * peer, DeviceLookups.VAIN_BURST_MAX, NOW);
        }
        assertEquals(new Step.Known(Optional.of(PRINTER), false), ask(ANN, 0, NOW));
    }

    @Test
    void whatWasKnownStandsInWhereNobodyAnswers() {
        ask(ANN, 0, NOW);
        lookups.answered(key(0), Optional.of(PRINTER), NOW);
        Instant later = NOW.plusSeconds(100);
        assertEquals(LOOK_UP, ask("ann", ANN, 0, true, later));
        assertEquals(
                new Result<>(Optional.of(PRINTER), false, List.of("ann")),
                lookups.silent(key(0), later));
        assertEquals(LOOK_UP, ask("ann", ANN, 7, true, later));
        assertEquals(
                new Result<String>(Optional.empty(), false, List.of("ann")),
                lookups.silent(key(7), later));
    }
}
