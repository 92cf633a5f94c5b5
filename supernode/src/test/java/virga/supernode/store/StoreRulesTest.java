package virga.supernode.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static virga.supernode.store.TestNetwork.ACME;
import static virga.supernode.store.TestNetwork.LONG;
import static virga.supernode.store.TestNetwork.NOW;
import static virga.supernode.store.TestNetwork.OTHER;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import virga.protocol.identity.IdentityKey;
import virga.protocol.identity.Role;
import virga.protocol.record.DhtKey;
import virga.protocol.record.KeyRange;
import virga.protocol.record.RecordBody;
import virga.protocol.record.RecordKind;
import virga.protocol.record.Slot;
import virga.protocol.record.Verified;

final class StoreRulesTest {
    private static final DomainUse ROOM = new DomainUse(0, 10);
    private static final DomainUse FULL = new DomainUse(10, 10);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);

    private final TestNetwork network = new TestNetwork();
    private final IdentityKey node = TestNetwork.key(1);
    private final DhtKey place = DhtKey.of(TestNetwork.id(node, ACME));

    private Verified<? extends RecordBody> record(long version, Duration life) {
        return network.node(node, ACME, version, life);
    }

    private Verified<? extends RecordBody> removal(long version, Duration life) {
        return network.removal(RecordKind.NODE, place, version, life, network.operator);
    }

    private static Optional<Held> held(Verified<? extends RecordBody> record) {
        return Optional.of(
                new Held(record.signed(), record.body().version(), record.body().expires()));
    }

    private static Ruling judge(Optional<Held> held, Verified<? extends RecordBody> offered) {
        return StoreRules.judge(held, offered, ROOM, NOW);
    }

    @Test
    void freeSlotTakesARecordUntilItExpires() {
        assertEquals(new Ruling.Accept(NOW.plus(HOUR)), judge(Optional.empty(), record(1, HOUR)));
    }

    @Test
    void higherVersionReplacesTheHeldOne() {
        assertInstanceOf(Ruling.Accept.class, judge(held(record(1, HOUR)), record(2, HOUR)));
    }

    @Test
    void lowerVersionLearnsWhatIsHeld() {
        assertEquals(new Ruling.AlreadyNewer(7), judge(held(record(7, HOUR)), record(6, HOUR)));
    }

    @Test
    void sameRecordAgainChangesNothingAndIsNoFault() {
        assertEquals(new Ruling.AlreadyNewer(7), judge(held(record(7, HOUR)), record(7, HOUR)));
    }

    @Test
    void ofTwoRecordsWithOneVersionTheSameOneWinsInEitherOrder() {
        var first = record(7, HOUR);
        var second = record(7, DAY);
        var ruling = assertInstanceOf(Ruling.SameVersionConflict.class, judge(held(first), second));
        var reversed =
                assertInstanceOf(Ruling.SameVersionConflict.class, judge(held(second), first));
        assertEquals(ruling.replaces(), !reversed.replaces());
        assertEquals(ruling.keptUntil(), reversed.keptUntil());
    }

    @Test
    void expiredRecordIsNotTaken() {
        assertInstanceOf(Ruling.Expired.class, judge(Optional.empty(), record(9, Duration.ZERO)));
    }

    @Test
    void slotWhoseTimeHasPassedIsFreeBeforeItIsSwept() {
        assertInstanceOf(
                Ruling.Accept.class, judge(held(record(9, Duration.ZERO)), record(1, HOUR)));
    }

    @Test
    void removalIsKeptUntilTheRemovedRecordWouldHaveExpired() {
        assertEquals(
                new Ruling.Accept(NOW.plus(DAY)), judge(held(record(1, DAY)), removal(2, HOUR)));
        assertEquals(
                new Ruling.Accept(NOW.plus(DAY)), judge(held(record(1, HOUR)), removal(2, DAY)));
    }

    @Test
    void removedRecordDoesNotComeBackFromAnOldCopy() {
        assertEquals(new Ruling.AlreadyNewer(2), judge(held(removal(2, DAY)), record(1, DAY)));
    }

    @Test
    void recordWithAHigherVersionTakesTheSlotOfATombstone() {
        assertInstanceOf(Ruling.Accept.class, judge(held(removal(2, DAY)), record(3, DAY)));
    }

    @Test
    void fullDomainTakesNothingNew() {
        assertEquals(
                new Ruling.Quota(), StoreRules.judge(Optional.empty(), record(1, HOUR), FULL, NOW));
    }

    @Test
    void fullDomainStillChangesAndRemovesWhatItHas() {
        var held = held(record(1, HOUR));
        assertInstanceOf(Ruling.Accept.class, StoreRules.judge(held, record(2, HOUR), FULL, NOW));
        assertInstanceOf(Ruling.Accept.class, StoreRules.judge(held, removal(2, HOUR), FULL, NOW));
    }

    @Test
    void fullDomainBringsNothingBackFromItsTombstones() {
        assertEquals(
                new Ruling.Quota(),
                StoreRules.judge(held(removal(2, HOUR)), record(3, HOUR), FULL, NOW));
    }

    @Test
    void fullDomainStillHearsOfItsRaisedQuotaAndItsSupers() {
        var quota = network.quota(ACME, 50, 1);
        var superNode = network.superNode(node, KeyRange.WHOLE, 1);
        assertInstanceOf(Ruling.Accept.class, StoreRules.judge(Optional.empty(), quota, FULL, NOW));
        assertInstanceOf(
                Ruling.Accept.class, StoreRules.judge(Optional.empty(), superNode, FULL, NOW));
    }

    private boolean mayStore(
            AdmittedPeer writer, Verified<? extends RecordBody> record, Optional<Held> nodeRecord) {
        return StoreRules.mayStore(writer, record.body(), nodeRecord, NOW);
    }

    @Test
    void nodeStoresItsOwnNodeInfoBeforeTheStoreKnowsItsAdmission() {
        var own = TestNetwork.peer(node, ACME, Set.of(Role.TUNNEL));
        assertTrue(mayStore(own, network.info(node, ACME, 1, HOUR), Optional.empty()));
    }

    @Test
    void nodeStoresNobodyElsesNodeInfo() {
        var neighbour = TestNetwork.peer(TestNetwork.key(2), ACME, Set.of(Role.TUNNEL));
        assertFalse(mayStore(neighbour, network.info(node, ACME, 1, HOUR), held(record(1, HOUR))));
    }

    @Test
    void sameKeyInAnotherDomainIsAnotherNode() {
        var foreign = TestNetwork.peer(node, OTHER, Set.of(Role.TUNNEL));
        assertFalse(mayStore(foreign, network.info(node, ACME, 1, HOUR), Optional.empty()));
    }

    @Test
    void superPassesOnNodeInfosOnlyOfNodesThatTheStoreKnows() {
        var passing = TestNetwork.peer(TestNetwork.key(2), OTHER, Set.of(Role.SUPER));
        var info = network.info(node, ACME, 1, HOUR);
        assertTrue(mayStore(passing, info, held(record(1, HOUR))));
        assertFalse(mayStore(passing, info, Optional.empty()));
        assertFalse(mayStore(passing, info, held(record(1, Duration.ZERO))));
    }

    @Test
    void removedNodeAnnouncesItselfInVain() {
        var own = TestNetwork.peer(node, ACME, Set.of(Role.TUNNEL));
        assertFalse(mayStore(own, network.info(node, ACME, 1, HOUR), held(removal(2, HOUR))));
    }

    @Test
    void nodeWhoseAdmissionHasEndedStoresNothing() {
        Instant past = NOW.minusSeconds(1);
        var ended = TestNetwork.peer(node, ACME, Set.of(Role.SUPER), past);
        assertFalse(mayStore(ended, network.info(node, ACME, 1, HOUR), Optional.empty()));
        assertFalse(mayStore(ended, record(1, LONG), Optional.empty()));
    }

    @Test
    void whatAnOperatorSignedMayComeFromAnyAdmittedNode() {
        var foreign = TestNetwork.peer(TestNetwork.key(3), OTHER, Set.of(Role.USER));
        assertTrue(mayStore(foreign, record(1, HOUR), Optional.empty()));
        assertTrue(mayStore(foreign, removal(1, HOUR), Optional.empty()));
    }

    @Test
    void nodeRemovesOnlyItsOwnNodeInfo() {
        var gone = network.removal(RecordKind.NODE_INFO, place, 2, HOUR, node);
        assertTrue(
                mayStore(TestNetwork.peer(node, ACME, Set.of(Role.USER)), gone, Optional.empty()));
        assertFalse(
                mayStore(
                        TestNetwork.peer(TestNetwork.key(2), ACME, Set.of(Role.USER)),
                        gone,
                        Optional.empty()));
    }

    @Test
    void whereNodesAndDevicesAreIsBetweenTheNodesOfTheirDomain() {
        var member = TestNetwork.peer(node, ACME, Set.of(Role.USER));
        var foreign = TestNetwork.peer(node, OTHER, Set.of(Role.TUNNEL));
        var holder = TestNetwork.peer(node, OTHER, Set.of(Role.SUPER));
        for (RecordKind kind : Set.of(RecordKind.NODE_INFO, RecordKind.DEVICE)) {
            assertTrue(StoreRules.maySee(member, new Slot(kind, place)));
            assertFalse(StoreRules.maySee(foreign, new Slot(kind, place)));
            assertTrue(StoreRules.maySee(holder, new Slot(kind, place)));
        }
        assertTrue(StoreRules.maySee(foreign, new Slot(RecordKind.NODE, place)));
        assertFalse(StoreRules.mayList(foreign, RecordKind.NODE, ACME));
        assertTrue(StoreRules.mayList(foreign, RecordKind.SUPER_NODE, ACME));
    }
}
