package virga.protocol.mux;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The room for bytes not read yet that the streams of all links of a node share, beyond a floor of
 * {@link ReceiveWindow#FLOOR_BYTES} for each stream. Thread safe.
 */
public final class UnreadRoom {
    /** A quarter of what the launcher lets a node's process hold outside its heap. */
    public static final long MAX_BYTES = 128L * 1024 * 1024;

    private final long maxBytes;
    private final AtomicLong promised = new AtomicLong();

    public UnreadRoom(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * What may still be promised. Links of other event loops see the same at the same moment: each
     * loop may go beyond the room by one stream's window, and no further.
     */
    int freeBytes() {
        return Math.clamp(maxBytes - promised.get(), 0, Integer.MAX_VALUE);
    }

    void take(int bytes) {
        promised.addAndGet(bytes);
    }

    void giveBack(int bytes) {
        promised.addAndGet(-bytes);
    }

    /** Bytes promised on all streams of all links, beyond their floors. */
    public long promisedBytes() {
        return promised.get();
    }
}
