package virga.ops.devices;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what comes in its own time, on a machine that may have much else to do. */
final class Eventually {
    /** Only something broken takes as long. */
    static final Duration WAIT_MAX = Duration.ofSeconds(90);

    private static final Duration LOOK_EVERY = Duration.ofMillis(20);

    private Eventually() {}

    /** Looks until there is something; {@code failure} says what is wrong if that never is. */
    static <T> T get(Supplier<Optional<T>> look, Supplier<String> failure) {
        long end = System.nanoTime() + WAIT_MAX.toNanos();
        Optional<T> seen = look.get();
        while (seen.isEmpty()) {
            if (System.nanoTime() > end) {
                throw new AssertionError(failure.get());
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
            seen = look.get();
        }
        return seen.get();
    }

    /** Looks until it is so. */
    static void so(BooleanSupplier look, Supplier<String> failure) {
        boolean unused =
                get(() -> look.getAsBoolean() ? Optional.of(true) : Optional.empty(), failure);
    }
}
