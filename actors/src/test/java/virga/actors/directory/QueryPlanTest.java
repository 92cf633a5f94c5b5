package virga.actors.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import virga.actors.directory.QueryPlan.Step;

class QueryPlanTest {
    private static final long MILLI = 1_000_000;

    private static QueryPlan<String, Integer> plan(String... holders) {
        return new QueryPlan<>(List.of(holders), Optional.of("operator"), Math::max, 0);
    }

    private static Step<String, Integer> asking(String... holders) {
        return new Step.Asking<>(List.of(holders));
    }

    private static Step<String, Integer> found(int version) {
        return new Step.Found<>(version);
    }

    @Test
    void twoHoldersAreAskedAtFirst() {
        assertEquals(asking("a", "b"), plan("a", "b", "c", "d").start());
    }

    @Test
    void theHigherVersionOfTwoAnswersIsBelieved() {
        var plan = plan("a", "b", "c");
        plan.start();

        assertEquals(asking(), plan.found("a", 3, MILLI));
        assertEquals(found(5), plan.found("b", 5, 2 * MILLI));
    }

    @Test
    void afterTheFirstFindTheOtherHasOnlyAMoment() {
        var plan = plan("a", "b", "c");
        plan.start();
        plan.found("a", 3, MILLI);

        assertEquals(MILLI + QueryPlan.REST_MIN_NANOS, plan.deadline());
        assertEquals(asking(), plan.tick(plan.deadline() - 1));
        assertEquals(found(3), plan.tick(plan.deadline()));
    }

    @Test
    void aFindBesideAFailureIsEnough() {
        var plan = plan("a", "b", "c");
        plan.start();
        plan.failed("a", MILLI);

        assertEquals(found(3), plan.found("b", 3, MILLI));
    }

    @Test
    void theNumberOfAskingsDoublesWhenAllFail() {
        var plan = plan("a", "b", "c", "d", "e", "f", "g", "h");
        plan.start();
        assertEquals(asking(), plan.failed("a", 1));
        assertEquals(asking("c", "d", "e", "f"), plan.failed("b", 1));
        plan.failed("c", 2);
        plan.failed("d", 2);
        plan.failed("e", 2);
        assertEquals(asking("g", "h"), plan.failed("f", 2));
    }

    @Test
    void aHolderThatSaysNothingIsThereIsNotBelievedAlone() {
        var plan = plan("a", "b", "c");
        plan.start();
        plan.nothing("a", 1);
        assertEquals(asking("c"), plan.nothing("b", 1));
        assertEquals(found(9), plan.found("c", 9, 2));
    }

    @Test
    void theOperatorIsAskedWhenTheListIsExhausted() {
        var plan = plan("a", "b");
        plan.start();
        plan.failed("a", 1);
        assertEquals(asking("operator"), plan.failed("b", 1));
        assertEquals(found(1), plan.found("operator", 1, 2));
    }

    @Test
    void withoutHoldersTheOperatorIsAskedAtOnce() {
        assertEquals(asking("operator"), plan().start());
    }

    @Test
    void anOperatorThatIsAHolderIsAskedOnce() {
        QueryPlan<String, Integer> plan =
                new QueryPlan<>(List.of("operator"), Optional.of("operator"), Math::max, 0);
        assertEquals(asking("operator"), plan.start());
        assertEquals(new Step.FreshList<String, Integer>(), plan.failed("operator", 1));
    }

    @Test
    void whenAllSayNothingItIsMissing() {
        var plan = plan("a");
        plan.start();
        plan.nothing("a", 1);
        assertEquals(new Step.Missing<String, Integer>(), plan.nothing("operator", 2));
    }

    @Test
    void aFreshListIsAskedForOnceAndThenTheQueryFails() {
        var plan = plan("a");
        plan.start();
        plan.failed("a", 1);
        assertEquals(new Step.FreshList<String, Integer>(), plan.failed("operator", 2));
        assertEquals(asking("x", "y"), plan.fresh(List.of("x", "y"), Optional.empty(), 3));
        plan.failed("x", 4);
        assertEquals(new Step.NoAnswer<String, Integer>(), plan.failed("y", 5));
    }

    @Test
    void aSilentRoundStartsTheNextAndItsAnswersStillCount() {
        var plan = plan("a", "b", "c", "d");
        plan.start();
        assertEquals(asking("c", "d"), plan.tick(QueryPlan.ROUND_SILENCE_NANOS));
        plan.found("a", 4, QueryPlan.ROUND_SILENCE_NANOS + 1);
        assertEquals(found(4), plan.nothing("c", QueryPlan.ROUND_SILENCE_NANOS + 2));
    }

    @Test
    void theSecondAnswerOfOneHolderChangesNothing() {
        var plan = plan("a", "b");
        plan.start();
        plan.found("a", 1, 1);
        assertEquals(asking(), plan.found("a", 99, 1));
        assertEquals(found(1), plan.nothing("b", 2));
    }

    @Test
    void oneTruthfulHolderAmongManyIsAlwaysFound() {
        for (int seed = 0; seed < 500; seed++) {
            oneTruthfulHolderIsFound(seed);
        }
    }

    // Seed 003, 4.3.3: ten supers of which one is truthful need 10 messages and 3 rounds at most.
    private static void oneTruthfulHolderIsFound(int seed) {
        Random random = new Random(seed);
        List<String> holders = IntStream.range(0, 10).mapToObj(i -> "h" + i).toList();
        String truthful = holders.get(random.nextInt(10));
        QueryPlan<String, Integer> plan = new QueryPlan<>(holders, Optional.empty(), Math::max, 0);
        Step<String, Integer> step = plan.start();
        List<String> open = new ArrayList<>();
        Set<String> asked = new HashSet<>();
        int rounds = 0;
        while (step instanceof Step.Asking<String, Integer>(List<String> ask)) {
            rounds += ask.isEmpty() ? 0 : 1;
            for (String holder : ask) {
                assertTrue(asked.add(holder), "asked twice, seed " + seed);
            }
            open.addAll(ask);
            assertTrue(!open.isEmpty(), "waits for nobody, seed " + seed);
            String next = open.remove(random.nextInt(open.size()));
            step = answer(plan, next, next.equals(truthful), random);
        }
        assertEquals(found(42), step, "seed " + seed);
        assertTrue(rounds <= 3, "rounds, seed " + seed);
    }

    private static Step<String, Integer> answer(
            QueryPlan<String, Integer> plan, String holder, boolean truthful, Random random) {
        if (truthful) {
            return plan.found(holder, 42, 1);
        }
        return random.nextBoolean() ? plan.failed(holder, 1) : plan.nothing(holder, 1);
    }
}
