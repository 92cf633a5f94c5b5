package virga.protocol.mux;

/**
 * How many bytes the peer may still send on a stream, and when to allow more.
 *
 * <p>Bytes received take credit away; bytes consumed give it back, a quarter of the window at a
 * time. A receiver that consumed a whole window in less than two round trips is slowed down by its
 * window and not by itself: the window doubles.
 */
final class ReceiveWindow {
    /** Credit that every stream starts with, in both directions. */
    static final int INITIAL_BYTES = 256 * 1024;

    /** A window grows no further. */
    static final int MAX_BYTES = 8 * 1024 * 1024;

    private static final int GRANTS_A_WINDOW = 4;
    private static final int ROUND_TRIPS = 2;

    private int window = INITIAL_BYTES;
    private int credit = INITIAL_BYTES;
    private int unconsumed;
    private int consumedSinceGrant;
    private int consumedInRound;
    private long roundStartNanos;

    ReceiveWindow(long nowNanos) {
        this.roundStartNanos = nowNanos;
    }

    /** Whether the peer had credit for so many bytes. */
    boolean allows(int bytes) {
        return bytes <= credit;
    }

    /** Takes note of bytes that came. */
    void receive(int bytes) {
        if (bytes > credit) {
            throw new IllegalArgumentException(bytes + " received with credit for " + credit);
        }
        credit -= bytes;
        unconsumed += bytes;
    }

    /**
     * Takes note of consumed bytes and returns how many the peer may send on top of what it may
     * already: 0 while that is not worth a frame.
     *
     * @param rttNanos the link's round trip, -1 if not known yet
     * @param mayGrow whether the link has room for a larger window
     */
    int consume(int bytes, long nowNanos, long rttNanos, boolean mayGrow) {
        if (bytes < 0 || bytes > unconsumed) {
            throw new IllegalArgumentException(bytes + " consumed of " + unconsumed);
        }
        unconsumed -= bytes;
        consumedSinceGrant += bytes;
        consumedInRound += bytes;
        if (consumedSinceGrant < window / GRANTS_A_WINDOW) {
            return 0;
        }
        int grant = consumedSinceGrant + growth(nowNanos, rttNanos, mayGrow);
        consumedSinceGrant = 0;
        credit += grant;
        return grant;
    }

    int unconsumed() {
        return unconsumed;
    }

    int windowBytes() {
        return window;
    }

    private int growth(long nowNanos, long rttNanos, boolean mayGrow) {
        if (consumedInRound < window) {
            return 0;
        }
        boolean fast = rttNanos > 0 && nowNanos - roundStartNanos < ROUND_TRIPS * rttNanos;
        int growth = fast && mayGrow ? Math.min(window, MAX_BYTES - window) : 0;
        window += growth;
        consumedInRound = 0;
        roundStartNanos = nowNanos;
        return growth;
    }
}
