package virga.ops.operator;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import virga.protocol.identity.PublicKey;

/**
 * How often one key may ask for admission or renewal: 8 at once, then one a second. The keys that
 * asked least recently are forgotten when there are too many, so that strangers cannot fill memory.
 */
final class AskRate {
    static final int BURST_MAX = 8;
    static final int KEYS_MAX = 10_000;
    static final Duration REFILL = Duration.ofSeconds(1);

    private final Map<PublicKey, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

    private record Bucket(int left, Instant since) {}

    /** True when {@code key} may ask now, which takes one of its asks. */
    boolean allows(PublicKey key, Instant now) {
        Bucket bucket = buckets.getOrDefault(key, new Bucket(BURST_MAX, now));
        long refilled = Math.max(0, Duration.between(bucket.since(), now).dividedBy(REFILL));
        int left = (int) Math.min(BURST_MAX, bucket.left() + refilled);
        Instant since =
                left == BURST_MAX ? now : bucket.since().plus(REFILL.multipliedBy(refilled));
        boolean allowed = left > 0;
        buckets.put(key, new Bucket(allowed ? left - 1 : 0, since));
        if (buckets.size() > KEYS_MAX) {
            buckets.remove(buckets.keySet().iterator().next());
        }
        return allowed;
    }
}
