package virga.protocol.mux;

/**
 * The room for bytes not read yet that the streams of one link share, within that of the node.
 * Every stream has {@link ReceiveWindow#FLOOR_BYTES} of its own besides; what it promises its
 * sender beyond is taken here before the promise is made, so that an honest peer never sends what
 * has no room.
 */
final class LinkBudget {
    /** A stream that has shown nothing yet gets this part of what such streams may still have. */
    private static final int NEW_STREAM_SHARE = 32;

    /** Streams that have shown nothing yet get this part of the room; the rest is for the busy. */
    private static final int NEW_STREAMS_SHARE = 2;

    /** One stream may hold as much as this part of what is free: busy ones end up alike. */
    private static final int STREAM_SHARE = 2;

    /** One stream may hold as much as this part of what is free in the whole node. */
    private static final int NODE_SHARE = 8;

    private final int maxBytes;
    private final UnreadRoom node;
    private int promised;

    LinkBudget(int maxBytes, UnreadRoom node) {
        this.maxBytes = maxBytes;
        this.node = node;
    }

    /** What a new stream should promise beyond its floor, if the floor is not enough for it. */
    int newStreamBytes() {
        int room = maxBytes / NEW_STREAMS_SHARE - promised;
        int share = Math.min(room / NEW_STREAM_SHARE, ReceiveWindow.INITIAL_BYTES);
        share = Math.min(share, node.freeBytes() / NODE_SHARE);
        // Less than the floor is not worth a frame.
        return share < ReceiveWindow.FLOOR_BYTES ? 0 : share - ReceiveWindow.FLOOR_BYTES;
    }

    /** The most that one stream should promise beyond its floor at this moment. */
    int streamMaxBytes() {
        return Math.min((maxBytes - promised) / STREAM_SHARE, node.freeBytes() / NODE_SHARE);
    }

    void take(int bytes) {
        if (bytes > maxBytes - promised) {
            throw new IllegalStateException(bytes + " promised beyond " + promised);
        }
        promised += bytes;
        node.take(bytes);
    }

    void giveBack(int bytes) {
        if (bytes > promised) {
            throw new IllegalStateException(bytes + " given back of " + promised);
        }
        promised -= bytes;
        node.giveBack(bytes);
    }

    /** Bytes promised on all streams beyond their floors. */
    int promised() {
        return promised;
    }
}
