package virga.protocol.mux;

/** Bytes received on all streams of a link and not yet consumed: the memory a peer may occupy. */
final class LinkBudget {
    private static final int GROWTH_SHARE = 4;

    private final int maxBytes;
    private int unconsumed;

    LinkBudget(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Takes room for received bytes; false if there is none. */
    boolean take(int bytes) {
        if (bytes > maxBytes - unconsumed) {
            return false;
        }
        unconsumed += bytes;
        return true;
    }

    void giveBack(int bytes) {
        unconsumed -= bytes;
    }

    /** Windows grow only while most of the room is free. */
    boolean mayGrow() {
        return unconsumed < maxBytes / GROWTH_SHARE;
    }

    int unconsumed() {
        return unconsumed;
    }
}
