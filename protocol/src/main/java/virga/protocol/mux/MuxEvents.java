package virga.protocol.mux;

import io.netty.buffer.ByteBuf;

/** Hears of streams that the peer asks for. */
public interface MuxEvents {
    /**
     * The payload of an OPEN frame, lent for the call, and the stream to answer. A payload that
     * cannot be parsed is a fault.
     */
    FrameFault onOpen(ByteBuf target, IncomingStream stream);

    /** The last stream is gone. */
    void onNoStreams();
}
