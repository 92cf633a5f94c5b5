package virga.tunnel.serve;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import virga.protocol.Bytes;

/**
 * When a device that somebody uses is looked up again, so that what the operator removed or changed
 * is in force for open connections too: one lookup for each device, however many use it.
 *
 * <pre>
 *   in use --wait--> due --lookup answered--> in use
 *                        --nobody answered--> in use: nothing is cut
 * </pre>
 *
 * Not thread safe.
 */
final class DeviceReview {
    /** How long after a lookup the next is made; at random, so that nodes do not ask together. */
    static final Duration WAIT_MIN = Duration.ofSeconds(45);

    static final Duration WAIT_MAX = Duration.ofSeconds(60);

    /** How often {@link #due} is to be called. */
    static final Duration STEP = Duration.ofSeconds(2);

    /** Lookups that one step begins: beyond 2,880 devices in use it takes longer. */
    static final int AT_ONCE_MAX = 128;

    private final RandomGenerator random;
    private final Map<Bytes, Instant> next = new HashMap<>();

    DeviceReview(RandomGenerator random) {
        this.random = random;
    }

    /** Which of the devices in use, each since when, are to be looked up now. */
    List<Bytes> due(Map<Bytes, Instant> inUse, Instant now) {
        next.keySet().retainAll(inUse.keySet());
        inUse.forEach((key, since) -> next.computeIfAbsent(key, absent -> after(since)));
        // Those that have waited longest: in any other order some might never have their turn.
        List<Bytes> due =
                next.entrySet().stream()
                        .filter(each -> isDue(each.getValue(), now))
                        .sorted(Map.Entry.comparingByValue())
                        .limit(AT_ONCE_MAX)
                        .map(Map.Entry::getKey)
                        .toList();
        due.forEach(key -> next.put(key, after(now)));
        return due;
    }

    private Instant after(Instant from) {
        long spread = WAIT_MAX.minus(WAIT_MIN).toMillis();
        return from.plus(WAIT_MIN).plusMillis(random.nextLong(spread + 1));
    }

    /** Also where the clock was set back: else it would be as long until the next. */
    private static boolean isDue(Instant at, Instant now) {
        return !now.isBefore(at) || at.isAfter(now.plus(WAIT_MAX));
    }
}
