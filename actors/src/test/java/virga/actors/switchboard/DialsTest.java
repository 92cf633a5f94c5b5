package virga.actors.switchboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import virga.actors.switchboard.Dials.Verdict;
import virga.protocol.Bytes;
import virga.protocol.carrier.Candidate;
import virga.protocol.identity.DomainId;
import virga.protocol.identity.NodeId;
import virga.protocol.link.LinkEnd;

class DialsTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final NodeId ANN =
            new NodeId(new DomainId(7), Bytes.ofHex("aa".repeat(NodeId.HASH_LENGTH_BYTES)));
    private static final Target TARGET =
            Target.node(ANN, List.of(Candidate.direct("192.0.2.1", 7000)));
    private static final Target ELSEWHERE =
            Target.node(ANN, List.of(Candidate.direct("192.0.2.2", 7000)));

    private final Dials<String> dials = new Dials<>();
    private final Random random = new Random(3);

    private Verdict ask(String what, Instant now) {
        return dials.want(TARGET, true, what, 1, Long.MAX_VALUE, now);
    }

    private void fail(Instant now) {
        dials.failed(TARGET.expected(), LinkEnd.REFUSED, now, random);
    }

    @Test
    void whatIsWantedWhileATargetIsDialledWaitsForThatDial() {
        assertEquals(new Verdict.DialNow(), ask("first", NOON));
        assertEquals(new Verdict.Wait(), ask("second", NOON));

        assertEquals(List.of("first", "second"), dials.reached(TARGET.expected()));
        assertEquals(new Verdict.DialNow(), ask("third", NOON));
    }

    @Test
    void aTargetThatFailedIsLeftAloneForAWhile() {
        ask("first", NOON);
        assertEquals(
                List.of("first"), dials.failed(TARGET.expected(), LinkEnd.NOT_VIRGA, NOON, random));

        assertEquals(
                new Verdict.Refuse(AskFailure.NO_LINK, LinkEnd.NOT_VIRGA), ask("second", NOON));
        assertEquals(new Verdict.DialNow(), ask("third", NOON.plus(DialBackOff.FIRST)));
    }

    @Test
    void clockThatWasSetBackKeepsNoTargetUnreached() {
        ask("before", NOON);
        fail(NOON);

        assertEquals(new Verdict.DialNow(), ask("after", NOON.minus(Duration.ofHours(2))));
    }

    @Test
    void aPersonWhoAsksIsNotMadeToWait() {
        ask("first", NOON);
        fail(NOON);

        assertEquals(
                new Verdict.DialNow(),
                dials.want(TARGET, false, "person", 1, Long.MAX_VALUE, NOON));
    }

    @Test
    void newCandidatesAreTriedAtOnce() {
        ask("first", NOON);
        fail(NOON);

        assertEquals(
                new Verdict.DialNow(),
                dials.want(ELSEWHERE, true, "moved", 1, Long.MAX_VALUE, NOON));
    }

    @Test
    void nothingToTryIsRefusedAtOnce() {
        assertInstanceOf(
                Verdict.Refuse.class,
                dials.want(Target.node(ANN, List.of()), true, "x", 1, Long.MAX_VALUE, NOON));
        assertTrue(dials.isEmpty());
    }

    @Test
    void moreThanMayWaitIsRefusedAsOverload() {
        dials.want(TARGET, true, "much", Dials.WAITING_MAX, Long.MAX_VALUE, NOON);

        assertEquals(new Verdict.Refuse(AskFailure.OVERLOADED, LinkEnd.LIMIT), ask("more", NOON));
    }

    @Test
    void whatWaitsTooLongIsGivenBackOnceAndTheRestWaitsOn() {
        dials.want(TARGET, true, "hasty", 1, 100, NOON);
        dials.want(TARGET, true, "calm", 1, 200, NOON);

        assertEquals(List.of("hasty"), dials.expire(150, NOON));
        assertEquals(List.of(), dials.expire(150, NOON));
        assertEquals(List.of("calm"), dials.reached(TARGET.expected()));
    }

    @Test
    void backOffGrowsWithFailuresAndIsForgottenAfterARest() {
        Instant now = NOON;
        for (int i = 0; i < 40; i++) {
            assertEquals(
                    new Verdict.DialNow(), dials.want(TARGET, false, "x", 1, Long.MAX_VALUE, now));
            fail(now);
        }
        assertInstanceOf(
                Verdict.Refuse.class, ask("x", now.plus(DialBackOff.LONGEST.dividedBy(3))));

        dials.expire(0, now.plus(DialBackOff.LONGEST).plus(DialBackOff.LONGEST));
        assertTrue(dials.isEmpty());
    }

    @Test
    void everyWaitIsBetweenHalfAndWholeOfItsStep() {
        for (int seed = 0; seed < 300; seed++) {
            Random dice = new Random(seed);
            DialBackOff backOff = DialBackOff.NONE;
            long step = DialBackOff.FIRST.toMillis();
            for (int i = 0; i < 30; i++) {
                backOff = backOff.failed(NOON, dice);
                long wait = Duration.between(NOON, backOff.until()).toMillis();
                assertTrue(wait >= step / 2 && wait <= step, "seed " + seed + ": " + wait);
                step = Math.min(2 * step, DialBackOff.LONGEST.toMillis());
            }
        }
    }
}
