package virga.protocol.mux;

/**
 * How many bytes the peer may still send on a stream, and when to allow more.
 *
 * <p>Bytes received take credit away; bytes consumed give it back, a quarter of the window at a
 * time. The window is what the peer may have sent that is not read yet; all of it is covered by the
 * link's budget, so it follows what is free there:
 *
 * <pre>
 *   floor --accepted--> initial, or less where many streams are open
 *         --a whole window consumed fast--> doubled, up to the budget's share for one stream
 *         --larger than that share--> smaller by what is consumed
 *         --the peer ended--> what is not consumed yet
 * </pre>
 *
 * A receiver that consumed a whole window in less than two round trips is slowed down by its window
 * and not by itself.
 */
final class ReceiveWindow {
    /** Credit that every stream starts with, in both directions, and never has less. */
    static final int FLOOR_BYTES = 2 * 1024;

    /** Window of an accepted stream where few are open. */
    static final int INITIAL_BYTES = 256 * 1024;

    /** A window grows no further. */
    static final int MAX_BYTES = 8 * 1024 * 1024;

    /**
     * A window below the initial one may also grow when consumed within that: with many streams the
     * round trip measured on a silent link says little.
     */
    static final long BRISK_NANOS = 10_000_000;

    private static final int GRANTS_A_WINDOW = 4;
    private static final int ROUND_TRIPS = 2;

    private final LinkBudget budget;
    private int window = FLOOR_BYTES;
    private int unconsumed;
    private int consumedSinceGrant;
    private int consumedInRound;
    private long roundStartNanos;
    private boolean ended;

    ReceiveWindow(LinkBudget budget, long nowNanos) {
        this.budget = budget;
        this.roundStartNanos = nowNanos;
    }

    /** Bytes flow from now on: returns how many more the peer may send, 0 for none. */
    int open() {
        int more = budget.newStreamBytes();
        resize(window + more);
        return more;
    }

    /** Whether the peer had credit for so many bytes. */
    boolean allows(int bytes) {
        return bytes <= credit();
    }

    /** Takes note of bytes that came. */
    void receive(int bytes) {
        if (bytes > credit()) {
            throw new IllegalArgumentException(bytes + " received with credit for " + credit());
        }
        unconsumed += bytes;
    }

    /**
     * Takes note of consumed bytes and returns how many the peer may send on top of what it may
     * already: 0 while that is not worth a frame.
     *
     * @param rttNanos the link's round trip, -1 if not known yet
     */
    int consume(int bytes, long nowNanos, long rttNanos) {
        if (bytes < 0 || bytes > unconsumed) {
            throw new IllegalArgumentException(bytes + " consumed of " + unconsumed);
        }
        unconsumed -= bytes;
        if (ended) {
            resize(unconsumed);
            return 0;
        }
        consumedSinceGrant += bytes;
        consumedInRound += bytes;
        if (consumedSinceGrant < window / GRANTS_A_WINDOW) {
            return 0;
        }
        int before = credit();
        int most = FLOOR_BYTES + budget.streamMaxBytes();
        resize(window + (window > most ? -shrinkage(most) : growth(most, nowNanos, rttNanos)));
        consumedSinceGrant = 0;
        return credit() - before;
    }

    /** The peer sends no more: what it will not use is free for other streams. */
    void end() {
        ended = true;
        consumedSinceGrant = 0;
        resize(unconsumed);
    }

    /** The stream is gone, and with it all that it was promised; said twice it does nothing. */
    void close() {
        ended = true;
        unconsumed = 0;
        consumedSinceGrant = 0;
        resize(0);
    }

    int unconsumed() {
        return unconsumed;
    }

    int windowBytes() {
        return window;
    }

    private int credit() {
        return window - unconsumed - consumedSinceGrant;
    }

    private void resize(int bytes) {
        int change = Math.max(bytes, FLOOR_BYTES) - Math.max(window, FLOOR_BYTES);
        if (change > 0) {
            budget.take(change);
        } else {
            budget.giveBack(-change);
        }
        window = bytes;
    }

    // Credit that was given stays given: only what is consumed can be kept back.
    private int shrinkage(int most) {
        return Math.min(consumedSinceGrant, window - most);
    }

    private int growth(int most, long nowNanos, long rttNanos) {
        if (consumedInRound < window) {
            return 0;
        }
        long round = nowNanos - roundStartNanos;
        boolean fast = rttNanos > 0 && round < ROUND_TRIPS * rttNanos;
        boolean brisk = window < INITIAL_BYTES && round < BRISK_NANOS;
        consumedInRound = 0;
        roundStartNanos = nowNanos;
        return fast || brisk ? Math.min(window, Math.min(MAX_BYTES, most) - window) : 0;
    }
}
