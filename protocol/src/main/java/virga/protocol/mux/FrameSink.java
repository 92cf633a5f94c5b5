package virga.protocol.mux;

import io.netty.buffer.ByteBuf;

/** Takes the frames that a {@link FrameReader} finds. */
public interface FrameSink {
    /** Whether such a frame may come now; asked at its header, before it takes any memory. */
    boolean expects(FrameType type);

    /** A whole frame other than {@link FrameType#DATA}; the sink owns {@code payload}. */
    FrameFault onFrame(FrameType type, int stream, ByteBuf payload);

    /** Some bytes of a stream as they came, never waiting for a whole frame; the sink owns them. */
    FrameFault onData(int stream, ByteBuf bytes);
}
