package virga.supernode.range;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import virga.protocol.identity.DomainId;
import virga.protocol.identity.Ed25519;
import virga.protocol.identity.IdentityKey;
import virga.protocol.identity.NodeId;
import virga.protocol.message.Message.RangeWhole;
import virga.protocol.record.KeyRange;
import virga.protocol.record.KeyRanges;
import virga.protocol.record.RecordBody.SuperNodeRecord;
import virga.supernode.range.RangeWork.Start;

final class RangeWorkTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final KeyRange LOW = new KeyRange(0, 0xffff);
    private static final KeyRange HIGH = new KeyRange(0x10000, 0x1ffff);
    private static final IdentityKey SELF = key(0);
    private static final IdentityKey ONE = key(1);
    private static final IdentityKey TWO = key(2);
    private static final NodeId OPERATOR = id(key(9));

    private final RangeWork work = new RangeWork(id(SELF), new Random(1));

    private static IdentityKey key(int number) {
        return IdentityKey.ofSeed(ByteBuffer.allocate(32).putInt(number).array(), Ed25519.best());
    }

    private static NodeId id(IdentityKey key) {
        return NodeId.of(new DomainId(5), key.publicKey());
    }

    private static KeyRanges of(KeyRange... ranges) {
        return KeyRanges.of(Arrays.asList(ranges));
    }

    private static SuperNodeRecord record(
            IdentityKey key, KeyRanges held, KeyRanges receiving, KeyRanges leaving) {
        return new SuperNodeRecord(
                id(key),
                key.publicKey(),
                held,
                receiving,
                leaving,
                7,
                List.of(),
                1,
                NOW.plus(Duration.ofDays(30)),
                key.publicKey());
    }

    private static SuperNodeRecord holder(IdentityKey key, KeyRange... held) {
        return record(key, of(held), KeyRanges.NONE, KeyRanges.NONE);
    }

    private static SuperNodeRecord receiver(KeyRange... receiving) {
        return record(SELF, KeyRanges.NONE, of(receiving), KeyRanges.NONE);
    }

    private void plan(SuperNodeRecord... supers) {
        work.plan(List.of(supers), List.of(OPERATOR), NOW);
    }

    @Test
    void whatIsToBeReceivedIsReceivedFromOneHolderAndComparedWithTheOthers() {
        plan(receiver(LOW), holder(ONE, LOW), holder(TWO, LOW));
        List<NodeId> peers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Start start = work.due(NOW).getFirst();
            assertInstanceOf(Reception.class, start.exchange());
            peers.add(start.peer());
            assertEquals(Optional.empty(), work.report(NOW));
            work.done(start.id(), NOW);
        }
        assertEquals(2, peers.stream().distinct().count());
        assertEquals(Optional.of(new RangeWhole(7, of(LOW))), work.report(NOW));
        assertEquals(List.of(), work.due(NOW));
    }

    @Test
    void aHolderThatFailsIsTriedAgainAndHoldsNothingUpWhenItFailsOften() {
        plan(receiver(LOW), holder(ONE, LOW), holder(TWO, LOW));
        Instant now = NOW;
        int failures = 0;
        while (work.report(now).isEmpty()) {
            for (Start start : work.due(now)) {
                if (start.peer().equals(id(ONE))) {
                    failures++;
                    work.failed(start.id(), now);
                } else {
                    work.done(start.id(), now);
                }
            }
            now = now.plusSeconds(1);
        }
        assertEquals(Errand.FAILURES_MAX, failures);
    }

    @Test
    void nothingIsWholeThatNobodyGave() {
        plan(receiver(LOW), holder(ONE, LOW));
        Instant now = NOW;
        for (int i = 0; i < 200; i++) {
            Instant moment = now;
            work.due(now).forEach(start -> work.failed(start.id(), moment));
            assertEquals(Optional.empty(), work.report(now));
            now = now.plusSeconds(10);
        }
    }

    @Test
    void whatNoSuperHoldsTheOperatorGives() {
        plan(receiver(LOW));
        assertEquals(OPERATOR, work.due(NOW).getFirst().peer());
    }

    @Test
    void whoIsLeavingGivesWhereNobodyHolds() {
        plan(receiver(LOW), record(ONE, KeyRanges.NONE, KeyRanges.NONE, of(LOW)));
        assertEquals(id(ONE), work.due(NOW).getFirst().peer());
    }

    @Test
    void aRangeOfSeveralHoldersIsReceivedInPieces() {
        plan(receiver(LOW, HIGH), holder(ONE, LOW), holder(TWO, HIGH));
        assertEquals(
                Set.of(id(ONE), id(TWO)),
                work.due(NOW).stream().map(Start::peer).collect(Collectors.toSet()));
    }

    @Test
    void noMoreExchangesThanTheirBoundAreUnderWay() {
        KeyRange[] many = new KeyRange[40];
        for (int i = 0; i < many.length; i++) {
            many[i] = new KeyRange(i * 0x100L, i * 0x100L + 0x10);
        }
        plan(receiver(many), holder(ONE, many));
        assertEquals(RangeWork.EXCHANGES_MAX, work.due(NOW).size());
        assertEquals(List.of(), work.due(NOW));
    }

    @Test
    void whatIsLeftIsHandedOverToEveryHolderThenForgottenThenReported() {
        plan(
                record(SELF, of(HIGH), KeyRanges.NONE, of(LOW)),
                holder(ONE, LOW, HIGH),
                holder(TWO, LOW));
        Instant now = NOW;
        while (work.toForget().isEmpty()) {
            Instant moment = now;
            work.due(now).forEach(start -> work.done(start.id(), moment));
            assertEquals(Optional.empty(), work.report(now));
        }
        assertEquals(of(LOW), work.toForget());
        assertEquals(of(HIGH), work.kept());
        work.forgotten(of(LOW));
        assertEquals(Optional.of(new RangeWhole(7, of(LOW))), work.report(now));
    }

    @Test
    void whatIsHeldIsComparedWithOneHolderEachRound() {
        plan(holder(SELF, LOW), holder(ONE, LOW), holder(TWO, LOW));
        Start first = work.due(NOW).getFirst();
        assertInstanceOf(Comparison.class, first.exchange());
        work.done(first.id(), NOW);
        assertEquals(List.of(), work.due(NOW));
        assertEquals(1, work.due(NOW.plus(RangeWork.ROUND.multipliedBy(2))).size());
    }

    @Test
    void anotherHolderIsComparedWithAtOnce() {
        plan(holder(SELF, LOW), holder(ONE, LOW));
        work.done(work.due(NOW).getFirst().id(), NOW);
        plan(holder(SELF, LOW), holder(ONE, LOW), holder(TWO, LOW));
        assertEquals(1, work.due(NOW).size());
    }

    @Test
    void aReportThatChangedNothingIsRepeated() {
        plan(receiver(LOW), holder(ONE, LOW));
        work.done(work.due(NOW).getFirst().id(), NOW);
        assertTrue(work.report(NOW).isPresent());
        assertEquals(Optional.empty(), work.report(NOW));
        assertTrue(work.report(NOW.plus(RangeWork.REPORT_AGAIN)).isPresent());
        plan(holder(SELF, LOW), holder(ONE, LOW));
        assertEquals(Optional.empty(), work.report(NOW.plus(Duration.ofHours(1))));
    }

    @Test
    void workThatThePlanHasTakenAwayEndsInNothing() {
        plan(receiver(LOW), holder(ONE, LOW));
        Start start = work.due(NOW).getFirst();
        plan(receiver(HIGH), holder(ONE, HIGH));
        work.done(start.id(), NOW);
        assertEquals(Optional.empty(), work.report(NOW));
    }
}
