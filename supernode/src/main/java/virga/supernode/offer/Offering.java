package virga.supernode.offer;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import virga.protocol.carrier.Candidate;

/**
 * When a node offers itself as a super: when it knows where it can be dialled, when that changes,
 * and again and again, since the operator may have taken it for lost.
 *
 * <pre>
 *   no candidates -> due -> under way -> resting -> due ...
 *                     ^         |
 *                     +-backoff-+ failed
 * </pre>
 */
final class Offering {
    /** Jittered by a fifth. */
    static final Duration AGAIN = Duration.ofMinutes(10);

    static final Duration RETRY_MIN = Duration.ofSeconds(1);
    static final Duration RETRY_MAX = Duration.ofMinutes(2);

    /** An offer of which nothing was heard for so long has failed. */
    static final Duration UNDER_WAY_MAX = Duration.ofMinutes(1);

    private static final int DOUBLINGS_MAX = 7;

    private final RandomGenerator random;
    private List<Candidate> candidates = List.of();
    private Instant due;
    private Instant said;
    private int failures;

    Offering(Instant now, RandomGenerator random) {
        this.random = random;
        this.due = now;
        this.said = now;
    }

    void candidates(List<Candidate> now, Instant moment) {
        if (!now.equals(candidates)) {
            candidates = List.copyOf(now);
            due(moment, moment);
        }
    }

    List<Candidate> candidates() {
        return candidates;
    }

    /** Whether to offer now; then it is under way until it is said what became of it. */
    boolean take(Instant now) {
        // Said by a clock that was set back since, it would be late by as much.
        boolean late = now.isBefore(said) || !now.isBefore(due);
        if (candidates.isEmpty() || !late) {
            return false;
        }
        due(now.plus(UNDER_WAY_MAX), now);
        return true;
    }

    void accepted(Instant now) {
        failures = 0;
        due(now.plus(jittered(AGAIN)), now);
    }

    void failed(Instant now) {
        long most = RETRY_MIN.toMillis() << Math.min(failures++, DOUBLINGS_MAX);
        due(now.plus(jittered(Duration.ofMillis(Math.min(most, RETRY_MAX.toMillis())))), now);
    }

    private void due(Instant at, Instant now) {
        due = at;
        said = now;
    }

    private Duration jittered(Duration period) {
        return Duration.ofMillis((long) (period.toMillis() * (0.8 + 0.4 * random.nextDouble())));
    }
}
