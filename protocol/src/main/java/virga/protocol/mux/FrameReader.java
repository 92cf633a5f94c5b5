package virga.protocol.mux;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the bytes of a link into frames, wherever they were torn on their way.
 *
 * <pre>
 *   header (8 bytes) --DATA--------> bytes handed on as they come --> header
 *                    --other-------> whole payload, held if torn  --> header
 *                    --type >= 64--> skipped                      --> header
 * </pre>
 */
public final class FrameReader {
    public static final int HEADER_LENGTH_BYTES = 8;

    /**
     * A piece smaller than this part of the buffer that it came in is copied: whoever holds it
     * would hold the whole buffer, and a peer chooses what stands beside it.
     */
    private static final int KEPT_PART = 8;

    private final FrameSink sink;
    private final ByteBufAllocator alloc;

    private long header;
    private int headerFilled;
    private @Nullable FrameType type;
    private int stream;
    private int remaining;
    private @Nullable ByteBuf held;
    private boolean closed;

    public FrameReader(FrameSink sink, ByteBufAllocator alloc) {
        this.sink = sink;
        this.alloc = alloc;
    }

    /**
     * Reads all of {@code in}, which stays the caller's, up to the first fault or to the frame that
     * made the sink {@link #close} this reader.
     */
    public FrameFault read(ByteBuf in) {
        while (!closed) {
            if (headerFilled < HEADER_LENGTH_BYTES) {
                if (!fillHeader(in)) {
                    return FrameFault.NONE;
                }
                FrameFault fault = begin();
                if (fault != FrameFault.NONE) {
                    return fault;
                }
            }
            FrameFault fault = readPayload(in);
            if (fault != FrameFault.NONE || remaining > 0) {
                return fault;
            }
            headerFilled = 0;
        }
        return FrameFault.NONE;
    }

    /** Reads no more and gives back what is held of a torn frame. */
    public void close() {
        closed = true;
        ByteBuf partial = held;
        held = null;
        if (partial != null) {
            partial.release();
        }
    }

    /** What is held for the rest of a torn frame: all of its length from its first byte on. */
    public int heldBytes() {
        ByteBuf partial = held;
        return partial == null ? 0 : partial.capacity();
    }

    private boolean fillHeader(ByteBuf in) {
        if (headerFilled == 0 && in.readableBytes() >= HEADER_LENGTH_BYTES) {
            header = in.readLong();
            headerFilled = HEADER_LENGTH_BYTES;
            return true;
        }
        while (headerFilled < HEADER_LENGTH_BYTES && in.isReadable()) {
            header = (header << 8) | in.readUnsignedByte();
            headerFilled++;
        }
        return headerFilled == HEADER_LENGTH_BYTES;
    }

    private FrameFault begin() {
        int number = (int) (header >>> 32) & 0xff;
        remaining = (int) (header >>> 40);
        stream = (int) header;
        type = FrameType.of(number);
        if (type == null) {
            if (number < FrameType.IGNORED_FROM) {
                return FrameFault.UNKNOWN_TYPE;
            }
            return remaining <= FrameType.IGNORED_LENGTH_MAX_BYTES
                    ? FrameFault.NONE
                    : FrameFault.WRONG_LENGTH;
        }
        if (!type.allows(remaining)) {
            return FrameFault.WRONG_LENGTH;
        }
        if (type.onStream() ? stream <= 0 : stream != 0) {
            return FrameFault.WRONG_STREAM;
        }
        return sink.expects(type) ? FrameFault.NONE : FrameFault.UNEXPECTED;
    }

    private FrameFault readPayload(ByteBuf in) {
        FrameType current = type;
        if (current == null) {
            int skipped = Math.min(remaining, in.readableBytes());
            in.skipBytes(skipped);
            remaining -= skipped;
            return FrameFault.NONE;
        }
        return current == FrameType.DATA ? readData(in) : readWhole(current, in);
    }

    private FrameFault readData(ByteBuf in) {
        int length = Math.min(remaining, in.readableBytes());
        if (length == 0) {
            return FrameFault.NONE;
        }
        remaining -= length;
        boolean small = length < in.capacity() / KEPT_PART;
        ByteBuf piece =
                small
                        ? alloc.buffer(length, length).writeBytes(in, length)
                        : in.readRetainedSlice(length);
        return sink.onData(stream, piece);
    }

    private FrameFault readWhole(FrameType current, ByteBuf in) {
        ByteBuf partial = held;
        if (partial == null && in.readableBytes() >= remaining) {
            ByteBuf payload = in.readRetainedSlice(remaining);
            remaining = 0;
            return sink.onFrame(current, stream, payload);
        }
        if (partial == null) {
            partial = alloc.buffer(remaining, remaining);
            held = partial;
        }
        int length = Math.min(remaining, in.readableBytes());
        partial.writeBytes(in, length);
        remaining -= length;
        if (remaining > 0) {
            return FrameFault.NONE;
        }
        held = null;
        return sink.onFrame(current, stream, partial);
    }
}
