package virga.protocol.mux;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The room for tunnel bytes on their way out that the links of a node share evenly: what waits in
 * their streams and what their sockets were given. Thread safe.
 */
public final class UnsentRoom {
    /** A quarter of what the launcher lets a node's process hold outside its heap. */
    public static final long MAX_BYTES = 128L * 1024 * 1024;

    /** A link has no use for more. */
    static final int LINK_MAX_BYTES = 1024 * 1024;

    /** A link may always hold this. */
    static final int LINK_MIN_BYTES = 32 * 1024;

    /** The socket is given this part of a link's share, the streams the rest. */
    private static final int SOCKET_SHARE = 4;

    private final AtomicInteger links = new AtomicInteger();

    /** One link more shares the room, until {@link #leave}. */
    public void enter() {
        links.incrementAndGet();
    }

    public void leave() {
        links.decrementAndGet();
    }

    /** Bytes that a link's socket may be given before those given already are gone. */
    public int socketMaxBytes() {
        return linkMaxBytes() / SOCKET_SHARE;
    }

    /** Bytes that may wait in all streams of a link together. */
    public int streamsMaxBytes() {
        return linkMaxBytes() - socketMaxBytes();
    }

    private int linkMaxBytes() {
        return Math.clamp(MAX_BYTES / Math.max(1, links.get()), LINK_MIN_BYTES, LINK_MAX_BYTES);
    }
}
