package virga.actors.switchboard;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * How long a target that could not be reached is left alone: doubled at each failure, with a random
 * half, so that the nodes which lost one peer together do not return together (seed 003, 4.3.4).
 *
 * @param failures in a row
 * @param until not tried again before
 */
record DialBackOff(int failures, Instant until) {
    static final Duration FIRST = Duration.ofMillis(250);
    static final Duration LONGEST = Duration.ofSeconds(30);

    static final DialBackOff NONE = new DialBackOff(0, Instant.EPOCH);

    private static final int DOUBLINGS_MAX = 20;

    DialBackOff failed(Instant now, RandomGenerator random) {
        long full =
                Math.min(LONGEST.toMillis(), FIRST.toMillis() << Math.min(failures, DOUBLINGS_MAX));
        long wait = full / 2 + random.nextLong(full / 2 + 1);
        return new DialBackOff(failures + 1, now.plusMillis(wait));
    }

    boolean mayDial(Instant now) {
        return !now.isBefore(until) || ofClockSetBack(now);
    }

    /** Whether even the count of failures has had its time. */
    boolean isOver(Instant now) {
        return !now.minus(LONGEST).isBefore(until) || ofClockSetBack(now);
    }

    // No wait is longer: by a clock that has been set back since, it would be as long as that.
    private boolean ofClockSetBack(Instant now) {
        return until.isAfter(now.plus(LONGEST));
    }
}
