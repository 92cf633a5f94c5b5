package virga.ops.operator;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** When records end and when they are signed again, in whole seconds. */
final class RecordLife {
    private RecordLife() {}

    static Instant expiry(Instant now, Duration life) {
        return now.truncatedTo(ChronoUnit.SECONDS).plus(life);
    }

    /** True from two thirds of {@code life} on, when a record is signed again. */
    static boolean isDue(Instant expires, Duration life, Instant now) {
        return !now.isBefore(renewalTime(expires, life));
    }

    static Instant renewalTime(Instant expires, Duration life) {
        return expires.minus(life.dividedBy(3));
    }
}
