package virga.protocol.mux;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** Where a {@link Multiplexer} writes; everything on the link's event loop. */
public interface FrameOut {
    ByteBufAllocator alloc();

    /** Takes {@code bytes} over; they leave at the next flush. */
    void write(ByteBuf bytes);

    /** Whether the socket takes more tunnel bytes before those already handed to it are gone. */
    boolean takesTunnelBytes();

    /** Bytes that may wait in all streams of the link together. */
    int streamsMaxBytes();

    /** Asks for {@link Multiplexer#pump} and a flush soon, once however often it is called. */
    void wake();

    /** Runs {@code task} after the current call has returned. */
    void later(Runnable task);
}
