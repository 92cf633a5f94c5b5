package virga.protocol.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import virga.protocol.carrier.Candidate;
import virga.protocol.carrier.CandidateAddress;
import virga.protocol.carrier.Carrier;
import virga.protocol.link.Dialer.Effect;
import virga.protocol.link.Dialer.Input;
import virga.protocol.link.Dialer.State;
import virga.protocol.link.Dialer.Step;
import virga.protocol.link.Dialer.Tried;

/** Candidates race as RFC 8305 has it. */
final class DialerTest {
    private static final Instant START = Instant.EPOCH;
    private static final Candidate FOUR = Candidate.direct("192.0.2.1", 7000);
    private static final Candidate FOUR_TOO = Candidate.direct("192.0.2.2", 7000);
    private static final Candidate SIX = Candidate.direct("2001:db8::1", 7000);
    private static final Candidate MAPPED =
            new Candidate(Carrier.MAPPED, CandidateAddress.Ip.parse("2001:db8::2", 7000));

    @Test
    void familiesAlternateAndBetterCarriersComeFirst() {
        Step step = Dialer.start(List.of(MAPPED, FOUR, FOUR_TOO, SIX, FOUR), START);
        List<Candidate> dialed = new ArrayList<>(dialed(step));
        for (int i = 1; i < 4; i++) {
            step = Dialer.step(step.next(), new Input.Tick(), START.plusMillis(250L * i));
            dialed.addAll(dialed(step));
        }
        assertEquals(List.of(SIX, FOUR, FOUR_TOO, MAPPED), dialed);
        assertEquals(Optional.empty(), Dialer.deadline(step.next()));
    }

    @Test
    void nextStartsAfterAMomentAndNotBefore() {
        Step step = Dialer.start(List.of(SIX, FOUR), START);
        assertEquals(List.of(new Effect.Dial(SIX)), step.effects());
        assertEquals(Optional.of(START.plus(Dialer.APART)), Dialer.deadline(step.next()));
        Step early = Dialer.step(step.next(), new Input.Tick(), START.plusMillis(249));
        assertEquals(List.of(), early.effects());
        Step due = Dialer.step(early.next(), new Input.Tick(), START.plusMillis(250));
        assertEquals(List.of(new Effect.Dial(FOUR)), due.effects());
    }

    @Test
    void nextStartsAtOnceWhenOneFails() {
        Step step = Dialer.start(List.of(SIX, FOUR), START);
        Step failed = Dialer.step(step.next(), failure(SIX), START.plusMillis(3));
        assertEquals(List.of(new Effect.Dial(FOUR)), failed.effects());
    }

    @Test
    void firstToOpenWinsAndTheOthersAreCancelled() {
        Step step = Dialer.start(List.of(SIX, FOUR), START);
        step = Dialer.step(step.next(), new Input.Tick(), START.plus(Dialer.APART));
        step = Dialer.step(step.next(), new Input.Opened(FOUR), START.plusMillis(300));
        assertEquals(
                List.of(new Effect.Cancel(SIX), new Effect.Won(FOUR, List.of())), step.effects());
        Step late = Dialer.step(step.next(), new Input.Opened(SIX), START.plusMillis(301));
        assertEquals(List.of(), late.effects());
    }

    @Test
    void lostRaceTellsEverythingThatWasTried() {
        Step step = Dialer.start(List.of(SIX, FOUR), START);
        step = Dialer.step(step.next(), failure(SIX), START);
        step = Dialer.step(step.next(), failure(FOUR), START);
        assertEquals(List.of(new Effect.Lost(List.of(tried(SIX), tried(FOUR)))), step.effects());
        assertEquals(
                "direct [2001:db8::1]:7000: nothing listens there (refused)",
                tried(SIX).toString());
    }

    @Test
    void raceWithoutCandidatesIsLostAtOnce() {
        Step step = Dialer.start(List.of(), START);
        assertEquals(List.of(new Effect.Lost(List.of())), step.effects());
    }

    @Test
    void anyOrderOfInputsEndsOnceAndDialsEachCandidateOnce() {
        for (long seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            List<Candidate> all = List.of(FOUR, FOUR_TOO, SIX, MAPPED);
            List<Effect> effects = new ArrayList<>();
            Step step = Dialer.start(all, START);
            effects.addAll(step.effects());
            for (int i = 0; i < 200; i++) {
                Candidate any = all.get(random.nextInt(all.size()));
                Input input =
                        switch (random.nextInt(8)) {
                            case 0 -> new Input.Opened(any);
                            case 1, 2 -> failure(any);
                            default -> new Input.Tick();
                        };
                Instant now = START.plus(Duration.ofMillis(i * 40L));
                step = Dialer.step(step.next(), input, now);
                effects.addAll(step.effects());
            }
            assertInstanceOf(State.Over.class, step.next(), "seed " + seed);
            assertEquals(1, effects.stream().filter(DialerTest::ends).count(), "seed " + seed);
            List<Effect> dials = effects.stream().filter(Effect.Dial.class::isInstance).toList();
            assertEquals(dials.stream().distinct().count(), dials.size(), "seed " + seed);
        }
    }

    private static boolean ends(Effect effect) {
        return effect instanceof Effect.Won || effect instanceof Effect.Lost;
    }

    private static Input failure(Candidate candidate) {
        return new Input.Failed(candidate, LinkEnd.REFUSED, "refused");
    }

    private static Tried tried(Candidate candidate) {
        return new Tried(candidate, LinkEnd.REFUSED, "refused");
    }

    private static List<Candidate> dialed(Step step) {
        return step.effects().stream()
                .filter(Effect.Dial.class::isInstance)
                .map(effect -> ((Effect.Dial) effect).candidate())
                .toList();
    }
}
