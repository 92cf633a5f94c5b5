package virga.protocol.record;

import java.time.Instant;

/** The counter of a record's writer. */
public final class Versions {
    private Versions() {}

    /**
     * The version after {@code last}: the seconds since 1970, or one more than {@code last} where
     * the clock has not gone further.
     */
    public static long next(long last, Instant now) {
        return Math.max(last + 1, now.getEpochSecond());
    }
}
