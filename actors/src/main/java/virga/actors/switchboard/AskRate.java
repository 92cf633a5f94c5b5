package virga.actors.switchboard;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often each of many may ask: a burst at once, then one in a while. Those who asked least
 * recently are forgotten when there are too many, so that strangers cannot fill memory. Not thread
 * safe.
 *
 * @param <K> who asks
 */
public final class AskRate<K> {
    /** Askers that are remembered. */
    static final int ASKERS_MAX = 10_000;

    private final int burstMax;
    private final Duration refill;
    private final Map<K, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

    private record Bucket(int left, Instant since) {}

    /** {@code refill}: the time after which one more may be asked. */
    public AskRate(int burstMax, Duration refill) {
        if (burstMax < 1 || refill.isZero() || refill.isNegative()) {
            throw new IllegalArgumentException("nobody could ever ask");
        }
        this.burstMax = burstMax;
        this.refill = refill;
    }

    /** True when {@code asker} may ask now, which takes one of its asks. */
    public boolean allows(K asker, Instant now) {
        Bucket bucket = buckets.getOrDefault(asker, new Bucket(burstMax, now));
        // A clock that was set back begins anew from there: waiting for the old hour would be long.
        Instant from = bucket.since().isAfter(now) ? now : bucket.since();
        long refilled = Duration.between(from, now).dividedBy(refill);
        int left = (int) Math.min(burstMax, bucket.left() + refilled);
        Instant since = left == burstMax ? now : from.plus(refill.multipliedBy(refilled));
        boolean allowed = left > 0;
        buckets.put(asker, new Bucket(allowed ? left - 1 : 0, since));
        if (buckets.size() > ASKERS_MAX) {
            buckets.remove(buckets.keySet().iterator().next());
        }
        return allowed;
    }

    /** What {@code asker} asked last does not count. */
    public void giveBack(K asker) {
        buckets.computeIfPresent(
                asker,
                (who, bucket) -> new Bucket(Math.min(burstMax, bucket.left() + 1), bucket.since()));
    }
}
