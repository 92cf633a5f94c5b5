package virga.ops.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static virga.ops.operator.RegistryFixture.done;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import virga.ops.operator.plan.PlanDesk;
import virga.ops.operator.registry.StaticRecord;
import virga.protocol.Bytes;
import virga.protocol.identity.NodeId;
import virga.protocol.identity.Role;
import virga.protocol.message.Message;
import virga.protocol.message.Message.RangeWhole;
import virga.protocol.record.DhtKey;
import virga.protocol.record.KeyRanges;
import virga.protocol.record.RecordBody.NodeRecord;
import virga.protocol.record.RecordBody.SuperNodeRecord;
import virga.protocol.record.RecordKind;
import virga.protocol.record.SignedRecord;

final class PlanDeskTest {
    private static final Bytes STORE = Bytes.ofHex("01".repeat(16));
    private static final Bytes NEW_STORE = Bytes.ofHex("02".repeat(16));

    private RegistryFixture operator;
    private PlanDesk plan;

    @BeforeEach
    void begin(@TempDir Path folder) {
        operator = RegistryFixture.begin(folder);
        operator.addDomain("acme");
        plan = new PlanDesk(operator.identity, RegistryFixture.START);
        assertTrue(submit(operator.self, STORE).isPresent());
    }

    @AfterEach
    void close() {
        operator.close();
    }

    private NodeId admit(Role... roles) {
        Bytes secret = operator.token("acme", 1, Role.SUPER, Role.USER);
        Message.Answer answer =
                operator.answer(RegistryFixture.newPublicKey(), secret, "", roles).orElseThrow();
        SignedRecord node = ((Message.Admitted) answer).node();
        return operator.believed(node, NodeRecord.class).id();
    }

    private Optional<SignedRecord> submit(NodeId peer, Bytes store) {
        return done(
                operator.registry.change(
                        tables ->
                                plan.submit(
                                        tables,
                                        peer,
                                        List.of(RegistryFixture.ADDRESS),
                                        store,
                                        operator.now)));
    }

    private NodeId join() {
        NodeId joined = admit(Role.SUPER);
        assertTrue(submit(joined, STORE).isPresent());
        return joined;
    }

    private SuperNodeRecord record(NodeId of) {
        SignedRecord signed =
                done(operator.registry.read(
                                tables ->
                                        tables.records().at(RecordKind.SUPER_NODE, DhtKey.of(of))))
                        .map(StaticRecord::signed)
                        .orElseThrow();
        return operator.believed(signed, SuperNodeRecord.class);
    }

    /** Each receives and hands over what it is to, until nobody has anything to do. */
    private void settle(List<NodeId> all) {
        boolean busy = true;
        while (busy) {
            busy = false;
            for (NodeId one : all) {
                SuperNodeRecord has = record(one);
                KeyRanges todo = has.receiving().plus(has.leaving());
                if (!todo.isEmpty()) {
                    busy = true;
                    whole(one, new RangeWhole(has.plan(), todo));
                }
            }
        }
    }

    private void whole(NodeId one, RangeWhole report) {
        done(
                operator.registry.change(
                        tables -> {
                            plan.whole(tables, one, report, operator.now);
                            return one;
                        }));
    }

    private void step(NodeId... seen) {
        done(
                operator.registry.change(
                        tables -> {
                            plan.seen(tables, List.of(seen), operator.now);
                            plan.step(tables, operator.now);
                            return seen;
                        }));
    }

    @Test
    void theOperatorHoldsEveryKeyFromTheStart() {
        assertEquals(KeyRanges.WHOLE, record(operator.self).held());
        assertEquals(List.of(RegistryFixture.ADDRESS), record(operator.self).candidates());
    }

    @Test
    void aSuperReceivesBeforeItHolds() {
        NodeId one = join();
        assertEquals(KeyRanges.WHOLE, record(one).receiving());
        assertTrue(record(one).held().isEmpty());
        whole(one, new RangeWhole(record(one).plan(), KeyRanges.WHOLE));
        assertEquals(KeyRanges.WHOLE, record(one).held());
        assertEquals(KeyRanges.WHOLE, record(operator.self).held());
    }

    @Test
    void withThreeSupersTheOperatorHoldsNothing() {
        List<NodeId> all = new ArrayList<>(List.of(join(), join(), join()));
        all.add(operator.self);
        settle(all);
        assertTrue(record(operator.self).held().isEmpty());
        assertEquals(KeyRanges.WHOLE, record(all.getFirst()).held());
    }

    @Test
    void aNodeWithoutTheRoleIsNoSuper() {
        assertEquals(Optional.empty(), submit(admit(Role.USER), STORE));
        NodeId stranger = NodeId.of(operator.self.domain(), RegistryFixture.newPublicKey());
        assertEquals(Optional.empty(), submit(stranger, STORE));
    }

    @Test
    void aSuperThatIsSilentForLongHoldsNothingAndComesBack() {
        NodeId one = join();
        settle(List.of(one, operator.self));
        operator.now = operator.now.plus(PlanDesk.LOST_AFTER).plusSeconds(1);
        step();
        assertTrue(record(one).held().isEmpty() && record(one).receiving().isEmpty());
        assertEquals(KeyRanges.WHOLE, record(operator.self).held());
        step(one);
        assertEquals(KeyRanges.WHOLE, record(one).receiving());
    }

    @Test
    void afterTheOperatorsOwnOutageNobodyIsTakenForLostAtOnce() {
        NodeId one = join();
        settle(List.of(one, operator.self));
        operator.now = operator.now.plus(Duration.ofHours(5));
        plan = new PlanDesk(operator.identity, operator.now);
        step();
        assertEquals(KeyRanges.WHOLE, record(one).held());
    }

    @Test
    void aSuperWhoseStoreIsAnotherReceivesEverythingAnew() {
        NodeId one = join();
        settle(List.of(one, operator.self));
        submit(one, STORE);
        assertEquals(KeyRanges.WHOLE, record(one).held());
        submit(one, NEW_STORE);
        assertTrue(record(one).held().isEmpty());
        assertEquals(KeyRanges.WHOLE, record(one).receiving());
    }

    @Test
    void whereNothingChangesNothingIsSigned() {
        NodeId one = join();
        settle(List.of(one, operator.self));
        SuperNodeRecord before = record(one);
        step(one);
        assertEquals(before, record(one));
        operator.now = operator.now.plus(Duration.ofDays(21));
        step(one);
        assertFalse(before.equals(record(one)));
        assertEquals(before.plan(), record(one).plan());
    }

    @Test
    void eachMoveHasAHigherNumber() {
        long before = record(operator.self).plan();
        NodeId one = join();
        assertTrue(record(one).plan() > before);
        settle(List.of(one, operator.self));
        assertTrue(record(one).plan() > before + 1);
    }

    @Test
    void aJoiningNodeIsToldOfThoseThatHoldItsKeys() {
        NodeId one = join();
        Bytes secret = operator.token("acme", 1, Role.USER);
        Message.Answer answer =
                operator.answer(RegistryFixture.newPublicKey(), secret, "", Role.USER)
                        .orElseThrow();
        List<SignedRecord> supers = ((Message.Admitted) answer).superNodes();
        assertEquals(1, supers.size());
        assertEquals(
                operator.self, operator.believed(supers.getFirst(), SuperNodeRecord.class).id());
        settle(List.of(one, operator.self));
    }
}
