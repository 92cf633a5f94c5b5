package virga.protocol.mux;

import io.netty.buffer.ByteBuf;

/**
 * One side of a flow-controlled stream in a link. Not thread safe: only on the link's event loop.
 */
public interface MuxStream {
    /** Number of the stream in its link, from 1. */
    int id();

    /**
     * How many bytes should be written now at most; after 0, {@link StreamHandler#onWritable} tells
     * when again. Each is covered by credit, so that none waits for a peer that gives no more.
     */
    int takesBytes();

    /**
     * Queues {@code data} and takes it over. Bytes beyond the credit wait here, so a caller that
     * stops when {@link #takesBytes()} turns 0 keeps memory bounded.
     */
    void write(ByteBuf data);

    /** No more bytes come from this side; those written before still arrive. */
    void end();

    /** Ends both directions at once; queued bytes are dropped, and the handler hears no more. */
    void reset(ResetCode code);

    /**
     * Gives the sender credit for bytes that {@link StreamHandler#onData} delivered. Due for every
     * byte, after the end too: until then a stream that both sides have ended still counts.
     */
    void consumed(int bytes);
}
