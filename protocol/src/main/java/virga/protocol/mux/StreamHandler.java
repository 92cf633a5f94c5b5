package virga.protocol.mux;

import io.netty.buffer.ByteBuf;

/** Hears what happens on one stream; on the link's event loop. */
public interface StreamHandler {
    /** The other side accepted: bytes may flow. Only where this side opened the stream. */
    void onOpened(MuxStream stream);

    /** The other side refused; nothing more is heard. Only where this side opened the stream. */
    void onRefused(StreamRefusal refusal);

    /** Bytes arrived; the handler owns {@code data} and says {@link MuxStream#consumed} later. */
    void onData(ByteBuf data);

    /** The other side sends no more bytes; this side may go on. */
    void onEnd();

    /** The stream is over in both directions, by the other side or with the link. */
    void onReset(ResetCode code);

    /** The stream takes bytes again. */
    void onWritable();

    /** All bytes of this side have left, and its end behind them. */
    void onEndSent();
}
