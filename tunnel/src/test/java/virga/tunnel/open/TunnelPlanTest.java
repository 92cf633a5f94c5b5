package virga.tunnel.open;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import virga.protocol.Bytes;
import virga.protocol.carrier.Candidate;
import virga.protocol.carrier.Carrier;
import virga.protocol.identity.DomainId;
import virga.protocol.identity.NodeId;
import virga.protocol.identity.PublicKey;
import virga.protocol.identity.Role;
import virga.protocol.link.TunnelTarget;
import virga.protocol.mux.StreamRefusal;
import virga.protocol.record.LocationId;
import virga.protocol.record.RecordBody.NodeRecord;
import virga.protocol.record.Sealed;

class TunnelPlanTest {
    private static final DomainId ACME = DomainId.parse("dfe47365");
    private static final Bytes KEY = Bytes.ofHex("ab".repeat(32));
    private static final LocationId HOME = new LocationId.Label("home");

    private final Random random = new Random(1);

    private static PublicKey key(int number) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) number;
        return new PublicKey(Bytes.owning(bytes));
    }

    private static NodeId id(int number) {
        return NodeId.of(ACME, key(number));
    }

    private static TunnelPlan.Place place(int number) {
        return new TunnelPlan.Place(
                id(number),
                new Sealed.Whereabouts(
                        List.of(Candidate.direct("127.0.0.1", 7_000 + number)), Set.of(HOME)));
    }

    private static Optional<Sealed.Device> printer(int... ports) {
        List<Sealed.Service> services = new ArrayList<>();
        for (int port : ports) {
            services.add(new Sealed.Service(port, "ipp"));
        }
        return Optional.of(
                new Sealed.Device(
                        "printer",
                        new Sealed.DeviceAddress.Mac(Bytes.ofHex("001122334455")),
                        Set.of(),
                        HOME,
                        services,
                        Set.of()));
    }

    private static TunnelPlan plan(String wanted) {
        return new TunnelPlan(id(0), DeviceName.parse(wanted), Optional.empty());
    }

    private static TunnelFailure failure(TunnelPlan.Step step) {
        return assertInstanceOf(TunnelPlan.Step.Failed.class, step).failure();
    }

    private static TunnelPlan.Step.TryPlace trying(TunnelPlan.Step step) {
        return assertInstanceOf(TunnelPlan.Step.TryPlace.class, step);
    }

    @Test
    void deviceIsSoughtByItsNameInLowerCase() {
        assertEquals(new TunnelPlan.Step.FindDevice("printer"), plan("PRINTER:631").begin());
    }

    @Test
    void onlyPortOfTheDeviceNeedsNoNaming() {
        TunnelPlan plan = plan("printer");
        assertEquals(new TunnelPlan.Step.ListPlaces(HOME), plan.onDevice(printer(631), KEY));
        assertEquals(
                new TunnelTarget(KEY, 631),
                trying(plan.onPlaces(List.of(place(1)), Set.of(), random)).target());
    }

    @Test
    void severalPortsMustBeNamed() {
        TunnelFailure failure = failure(plan("printer").onDevice(printer(80, 631), KEY));
        assertEquals(TunnelFailure.Kind.USAGE, failure.kind());
        assertTrue(failure.message().contains("80/ipp, 631/ipp"), failure.message());
    }

    @Test
    void unknownDeviceIsNotFound() {
        TunnelFailure failure = failure(plan("printer").onDevice(Optional.empty(), KEY));
        assertEquals(TunnelFailure.Kind.NOT_FOUND, failure.kind());
    }

    @Test
    void unregisteredPortIsRefusedAndTheOthersAreListed() {
        TunnelFailure failure = failure(plan("printer:22").onDevice(printer(80, 631), KEY));
        assertEquals(TunnelFailure.Kind.REFUSED, failure.kind());
        assertEquals("registered: 80/ipp, 631/ipp", failure.hint());
    }

    @Test
    void nobodyAtTheLocationIsNoPath() {
        TunnelPlan plan = plan("printer");
        plan.onDevice(printer(631), KEY);
        TunnelPlan.Place elsewhere =
                new TunnelPlan.Place(
                        id(1),
                        new Sealed.Whereabouts(
                                place(1).where().candidates(),
                                Set.of(new LocationId.Label("bank"))));
        assertEquals(
                TunnelFailure.Kind.NO_PATH,
                failure(plan.onPlaces(List.of(elsewhere), Set.of(), random)).kind());
    }

    @Test
    void linkedNodeComesFirst() {
        for (int seed = 0; seed < 50; seed++) {
            TunnelPlan plan = plan("printer");
            plan.onDevice(printer(631), KEY);
            List<TunnelPlan.Place> places = List.of(place(1), place(2), place(3), place(4));
            TunnelPlan.Step first = plan.onPlaces(places, Set.of(id(3)), new Random(seed));
            assertEquals(id(3), trying(first).place().node(), "seed " + seed);
        }
    }

    @Test
    void othersComeInRandomOrder() {
        Set<NodeId> firsts = new HashSet<>();
        for (int seed = 0; seed < 50; seed++) {
            TunnelPlan plan = plan("printer");
            plan.onDevice(printer(631), KEY);
            List<TunnelPlan.Place> places = List.of(place(1), place(2), place(3));
            firsts.add(trying(plan.onPlaces(places, Set.of(), new Random(seed))).place().node());
        }
        assertEquals(3, firsts.size());
    }

    @Test
    void nodeThatJustRefusedComesLastThoughLinked() {
        for (int seed = 0; seed < 50; seed++) {
            TunnelPlan plan = plan("printer");
            plan.refusedBefore(id(3), StreamRefusal.UNSPECIFIED, 631);
            plan.onDevice(printer(631), KEY);
            List<TunnelPlan.Place> places = List.of(place(1), place(2), place(3));
            TunnelPlan.Step step = plan.onPlaces(places, Set.of(id(3)), new Random(seed));
            assertNotEquals(id(3), trying(step).place().node(), "seed " + seed);
            step = plan.onNoLink(trying(step).place(), "unused");
            step = plan.onNoLink(trying(step).place(), "unused");
            assertEquals(id(3), trying(step).place().node(), "seed " + seed);
        }
    }

    @Test
    void aNodeAtTheDevicesLocationTriesItselfFirst() {
        for (int seed = 0; seed < 20; seed++) {
            TunnelPlan plan = plan("printer");
            plan.onDevice(printer(631), KEY);
            List<TunnelPlan.Place> places = List.of(place(1), place(0), place(2));
            TunnelPlan.Step step = plan.onPlaces(places, Set.of(id(2)), new Random(seed));
            assertEquals(id(0), trying(step).place().node(), "seed " + seed);
        }
    }

    @Test
    void nodeThatDidNotReachTheDeviceIsNotAskedAgainAtOnce() {
        TunnelPlan plan = plan("printer");
        plan.refusedBefore(id(1), StreamRefusal.NO_ANSWER, 631);
        plan.onDevice(printer(631), KEY);
        TunnelPlan.Step step = plan.onPlaces(List.of(place(1), place(2)), Set.of(id(1)), random);
        assertEquals(id(2), trying(step).place().node());
        TunnelFailure failure = failure(plan.onNoLink(place(2), "lost"));
        assertEquals(TunnelFailure.Kind.NO_PATH, failure.kind());

        TunnelPlan alone = plan("printer");
        alone.refusedBefore(id(1), StreamRefusal.CERTIFICATE, 631);
        alone.onDevice(printer(631), KEY);
        TunnelFailure same = failure(alone.onPlaces(List.of(place(1)), Set.of(), random));
        assertTrue(same.message().contains("certificate"), same.message());
    }

    @Test
    void everyPlaceIsTriedOnceThenTheRefusalIsTold() {
        TunnelPlan plan = plan("printer");
        plan.onDevice(printer(631), KEY);
        List<TunnelPlan.Place> places = List.of(place(1), place(2), place(3));
        TunnelPlan.Step.TryPlace first = trying(plan.onPlaces(places, Set.of(), random));
        TunnelPlan.Step.TryPlace second = trying(plan.onNoLink(first.place(), "unused"));
        TunnelPlan.Step.TryPlace third =
                trying(plan.onRefused(second.place(), StreamRefusal.NOT_ALLOWED));
        TunnelFailure failure = failure(plan.onNoLink(third.place(), "unused"));
        assertEquals(TunnelFailure.Kind.REFUSED, failure.kind());
        assertEquals(
                3,
                Set.of(first.place().node(), second.place().node(), third.place().node()).size());
    }

    @Test
    void deviceThatDoesNotAnswerIsNoPath() {
        TunnelPlan plan = plan("printer");
        plan.onDevice(printer(631), KEY);
        TunnelPlan.Step.TryPlace only = trying(plan.onPlaces(List.of(place(1)), Set.of(), random));
        TunnelFailure failure = failure(plan.onRefused(only.place(), StreamRefusal.NO_ANSWER));
        assertEquals(TunnelFailure.Kind.NO_PATH, failure.kind());
        assertTrue(failure.message().contains("does not answer"), failure.message());
    }

    @Test
    void carrierThatIsAskedForIsTheOnlyOneTried() {
        TunnelPlan plan =
                new TunnelPlan(id(0), DeviceName.parse("printer"), Optional.of(Carrier.RELAYED));
        plan.onDevice(printer(631), KEY);
        TunnelFailure failure = failure(plan.onPlaces(List.of(place(1)), Set.of(), random));
        assertEquals(TunnelFailure.Kind.NO_PATH, failure.kind());
        assertTrue(failure.message().contains("relayed"), failure.message());
    }

    @Test
    void linkByAnotherCarrierDoesNotServeWhereOneIsAskedFor() {
        TunnelPlan plan =
                new TunnelPlan(id(0), DeviceName.parse("printer"), Optional.of(Carrier.ONION));
        plan.onDevice(printer(631), KEY);
        TunnelFailure failure = failure(plan.onPlaces(List.of(place(1)), Set.of(id(1)), random));
        assertEquals(TunnelFailure.Kind.NO_PATH, failure.kind());
        assertTrue(failure.message().contains("onion"), failure.message());
    }

    @Test
    void triesAreBounded() {
        TunnelPlan plan = plan("printer");
        plan.onDevice(printer(631), KEY);
        List<TunnelPlan.Place> places = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            places.add(place(i));
        }
        int tries = 0;
        TunnelPlan.Step step = plan.onPlaces(places, Set.of(), random);
        while (step instanceof TunnelPlan.Step.TryPlace now) {
            tries++;
            step = plan.onNoLink(now.place(), "lost");
        }
        assertEquals(TunnelPlan.TRIES_MAX, tries);
    }

    private Optional<StreamRefusal> check(Set<Role> roles, List<String> labels) {
        TunnelPlan plan = plan("printer");
        plan.onDevice(printer(631), KEY);
        return plan.checkPeer(
                new NodeRecord(id(1), key(1), roles, labels, "", 1, Instant.EPOCH, key(9)));
    }

    @Test
    void peerMustHaveTheTunnelRoleAndTheLabelGranted() {
        assertEquals(Optional.empty(), check(Set.of(Role.TUNNEL), List.of("home")));
        assertEquals(
                Optional.of(StreamRefusal.NOT_A_TUNNEL_NODE),
                check(Set.of(Role.USER), List.of("home")));
        assertEquals(
                Optional.of(StreamRefusal.NOT_AT_LOCATION),
                check(Set.of(Role.TUNNEL), List.of("bank")));
    }
}
