package virga.ops.operator.registry;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** When records end and when they are signed again, in whole seconds. */
public final class RecordLife {
    private RecordLife() {}

    public static Instant expiry(Instant now, Duration life) {
        return now.truncatedTo(ChronoUnit.SECONDS).plus(life);
    }

    /** True from two thirds of {@code life} on, when a record is signed again. */
    public static boolean isDue(Instant expires, Duration life, Instant now) {
        return !now.isBefore(renewalTime(expires, life));
    }

    static Instant renewalTime(Instant expires, Duration life) {
        return expires.minus(life.dividedBy(3));
    }
}
