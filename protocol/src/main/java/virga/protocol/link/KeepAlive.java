package virga.protocol.link;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** When to probe a silent peer, when to give it up, and how long a round trip takes. */
final class KeepAlive {
    /** A link without a byte from the peer, or without one that it reads, for so long is lost. */
    static final Duration SILENCE_MAX = Duration.ofSeconds(75);

    private static final long PROBE_AFTER_NANOS = Duration.ofSeconds(25).toNanos();
    private static final long JITTER_NANOS = Duration.ofSeconds(5).toNanos();

    /** RFC 6298: the smoothed round trip moves by an eighth of each difference. */
    private static final int SMOOTHING = 8;

    /** A round trip so many times the known one is that of another path: it is believed at once. */
    private static final int OTHER_PATH = 2;

    /** What the timer that has run out asks for. */
    enum Due {
        NOTHING,
        PROBE,
        GIVE_UP
    }

    private final RandomGenerator random;
    private long receivedNanos;
    private long sentNanos;
    private long sentBytes;
    private long probe;
    private long probeSentNanos;
    private boolean probeUnanswered;
    private long rttNanos = -1;

    KeepAlive(RandomGenerator random, long nowNanos) {
        this.random = random;
        this.receivedNanos = nowNanos;
        this.sentNanos = nowNanos;
    }

    /** How long until {@link #due} should be asked again. */
    long delayNanos() {
        return PROBE_AFTER_NANOS + random.nextLong(JITTER_NANOS);
    }

    /** Any byte came. */
    void received(long nowNanos) {
        receivedNanos = nowNanos;
    }

    /** {@code bytes} have left so far, and whether more wait: a peer that lives reads on. */
    void sent(long bytes, boolean moreWait, long nowNanos) {
        if (bytes > sentBytes || !moreWait) {
            sentBytes = bytes;
            sentNanos = nowNanos;
        }
    }

    /** {@code inUse}: streams are open, whose windows follow the round trip. */
    Due due(long nowNanos, boolean inUse) {
        long silence = nowNanos - receivedNanos;
        long stuck = nowNanos - sentNanos;
        if (Math.max(silence, stuck) >= SILENCE_MAX.toNanos()) {
            return Due.GIVE_UP;
        }
        return inUse || silence >= PROBE_AFTER_NANOS ? Due.PROBE : Due.NOTHING;
    }

    /** Begins a probe and returns what it carries. */
    long probe(long nowNanos) {
        probe = random.nextLong();
        probeSentNanos = nowNanos;
        probeUnanswered = true;
        return probe;
    }

    /** Takes an answer; one that was not asked for, or comes twice, changes nothing. */
    void answered(long value, long nowNanos) {
        if (probeUnanswered && value == probe) {
            probeUnanswered = false;
            long sample = Math.max(1, nowNanos - probeSentNanos);
            boolean otherPath = rttNanos < 0 || sample > OTHER_PATH * rttNanos;
            rttNanos = otherPath ? sample : rttNanos + (sample - rttNanos) / SMOOTHING;
        }
    }

    /** Smoothed; -1 until the first answer. */
    long rttNanos() {
        return rttNanos;
    }
}
