package virga.actors.directory;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Whom to ask for one thing, and when to believe the answer (seed 003, 4.3.3 and 3.9.4). Any holder
 * may be dead, busy, behind, or withhold what it has; a forged answer is seen by its signature and
 * counts as a failure.
 *
 * <pre>
 *   round of K --nothing found--> round of 2K --> ... --list exhausted--> the operator --+
 *       |                                                                               |
 *     found                       list failed altogether: a fresh list, once  <---------+
 *       v                                         |                                     v
 *   the other answers of the round, for a moment  +--> rounds again            Missing, NoAnswer
 *       v
 *   the best of them
 * </pre>
 *
 * @param <H> a holder, equal to itself only
 * @param <A> what is found
 */
final class QueryPlan<H, A> {
    /** Askings in flight at first: K. */
    static final int ASKINGS_FIRST = 2;

    /** A round that stays silent for so long starts the next one; its answers still count. */
    static final long ROUND_SILENCE_NANOS = 1_000_000_000L;

    /** After the first find the rest of the round has this long, or as often as the first took. */
    static final long REST_MIN_NANOS = 20_000_000L;

    static final long REST_MAX_NANOS = 500_000_000L;
    private static final int REST_FACTOR = 3;

    /** What the asker does next; {@code ask} may be empty. */
    sealed interface Step<H, A> {
        /** Ask these holders; their answers come later. */
        record Asking<H, A>(List<H> ask) implements Step<H, A> {}

        /** Everybody failed: give {@link QueryPlan#fresh} a new list. */
        record FreshList<H, A>() implements Step<H, A> {}

        /** The best of what was found. */
        record Found<H, A>(A answer) implements Step<H, A> {}

        /** Somebody was reached, and nobody has it. */
        record Missing<H, A>() implements Step<H, A> {}

        /** Nobody was reached. */
        record NoAnswer<H, A>() implements Step<H, A> {}
    }

    private final BinaryOperator<A> better;
    private final Deque<H> untried;
    private final Set<H> inFlight = new HashSet<>();
    private Optional<H> operator;
    private boolean freshListUsed;
    private int width = ASKINGS_FIRST;
    private int answers;
    private int nothings;
    private @Nullable A best;
    private final long started;
    private long roundStarted;
    private long restUntil = Long.MAX_VALUE;

    /**
     * @param order holders in the order of asking
     * @param operator asked when the holders are exhausted
     * @param better of two answers
     * @param now nanoseconds on any clock that never goes back
     */
    QueryPlan(List<H> order, Optional<H> operator, BinaryOperator<A> better, long now) {
        this.untried = new ArrayDeque<>(order);
        this.operator = operator.filter(one -> !order.contains(one));
        this.better = better;
        this.started = now;
        this.roundStarted = now;
    }

    Step<H, A> start() {
        return nextRound(started);
    }

    /** {@code from} has it. */
    Step<H, A> found(H from, A answer, long now) {
        if (!inFlight.remove(from)) {
            return nothingToDo();
        }
        answers++;
        best = best == null ? answer : better.apply(best, answer);
        if (restUntil == Long.MAX_VALUE) {
            long took = now - roundStarted;
            restUntil = now + Math.clamp(REST_FACTOR * took, REST_MIN_NANOS, REST_MAX_NANOS);
        }
        return proceed(now);
    }

    /** {@code from} says that nothing is there. */
    Step<H, A> nothing(H from, long now) {
        if (!inFlight.remove(from)) {
            return nothingToDo();
        }
        answers++;
        nothings++;
        return proceed(now);
    }

    /** {@code from} did not answer, declined, or sent what cannot be believed. */
    Step<H, A> failed(H from, long now) {
        return inFlight.remove(from) ? proceed(now) : nothingToDo();
    }

    /** Time has passed; see {@link #deadline()}. */
    Step<H, A> tick(long now) {
        return proceed(now);
    }

    /** The new list that a {@link Step.FreshList} asked for; empty where there was none. */
    Step<H, A> fresh(List<H> order, Optional<H> newOperator, long now) {
        untried.addAll(order);
        operator = newOperator.filter(one -> !order.contains(one));
        width = ASKINGS_FIRST;
        return nextRound(now);
    }

    /** When {@link #tick} should be called. */
    long deadline() {
        return best != null ? restUntil : roundStarted + ROUND_SILENCE_NANOS;
    }

    private Step<H, A> proceed(long now) {
        if (best != null) {
            boolean enough = answers >= ASKINGS_FIRST || inFlight.isEmpty();
            return enough || now >= restUntil ? new Step.Found<>(best) : nothingToDo();
        }
        boolean silent = now - roundStarted >= ROUND_SILENCE_NANOS;
        return inFlight.isEmpty() || silent ? nextRound(now) : nothingToDo();
    }

    private Step<H, A> nextRound(long now) {
        List<H> ask = new ArrayList<>();
        while (ask.size() < width && !untried.isEmpty()) {
            ask.add(untried.remove());
        }
        if (ask.isEmpty() && operator.isPresent()) {
            ask.add(operator.get());
            operator = Optional.empty();
        }
        width *= 2;
        roundStarted = now;
        inFlight.addAll(ask);
        return ask.isEmpty() && inFlight.isEmpty() ? exhausted() : new Step.Asking<>(ask);
    }

    private Step<H, A> exhausted() {
        if (nothings > 0) {
            return new Step.Missing<>();
        }
        if (freshListUsed) {
            return new Step.NoAnswer<>();
        }
        freshListUsed = true;
        return new Step.FreshList<>();
    }

    private Step<H, A> nothingToDo() {
        return new Step.Asking<>(List.of());
    }
}
