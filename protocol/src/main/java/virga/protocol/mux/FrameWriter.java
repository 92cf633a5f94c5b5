package virga.protocol.mux;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** Makes frames, each in a buffer of its own; a payload that is large stays in its own buffer. */
public final class FrameWriter {
    private FrameWriter() {}

    /** A header, for a payload of {@code length} bytes that is written right after it. */
    public static ByteBuf header(ByteBufAllocator alloc, FrameType type, int stream, int length) {
        if (!type.allows(length)) {
            throw new IllegalArgumentException(type + " of " + length + " bytes");
        }
        return putHeader(alloc.buffer(FrameReader.HEADER_LENGTH_BYTES), type, stream, length);
    }

    /** A frame without payload. */
    public static ByteBuf empty(ByteBufAllocator alloc, FrameType type, int stream) {
        return header(alloc, type, stream, 0);
    }

    /** A frame with a small payload, which is copied. */
    public static ByteBuf small(ByteBufAllocator alloc, FrameType type, int stream, byte[] bytes) {
        if (!type.allows(bytes.length)) {
            throw new IllegalArgumentException(type + " of " + bytes.length + " bytes");
        }
        ByteBuf frame = alloc.buffer(FrameReader.HEADER_LENGTH_BYTES + bytes.length);
        return putHeader(frame, type, stream, bytes.length).writeBytes(bytes);
    }

    /** A CREDIT or RESET frame. */
    public static ByteBuf number(ByteBufAllocator alloc, FrameType type, int stream, int value) {
        ByteBuf frame = alloc.buffer(FrameReader.HEADER_LENGTH_BYTES + Integer.BYTES);
        return putHeader(frame, type, stream, Integer.BYTES).writeInt(value);
    }

    /** A PROBE or PROBE_ANSWER frame. */
    public static ByteBuf probe(ByteBufAllocator alloc, FrameType type, long value) {
        ByteBuf frame = alloc.buffer(FrameReader.HEADER_LENGTH_BYTES + Long.BYTES);
        return putHeader(frame, type, 0, Long.BYTES).writeLong(value);
    }

    private static ByteBuf putHeader(ByteBuf frame, FrameType type, int stream, int length) {
        return frame.writeMedium(length).writeByte(type.number()).writeInt(stream);
    }
}
