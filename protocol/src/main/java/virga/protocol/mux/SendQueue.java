package virga.protocol.mux;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Bytes of one stream that wait for credit and for the socket. An empty one takes no memory. */
final class SendQueue {
    private @Nullable ArrayDeque<ByteBuf> chunks;
    private long length;

    /** Takes {@code chunk} over. */
    void add(ByteBuf chunk) {
        int bytes = chunk.readableBytes();
        if (bytes == 0) {
            chunk.release();
            return;
        }
        ArrayDeque<ByteBuf> queue = chunks;
        if (queue == null) {
            queue = new ArrayDeque<>(2);
            chunks = queue;
        }
        queue.add(chunk);
        length += bytes;
    }

    long lengthBytes() {
        return length;
    }

    boolean isEmpty() {
        return length == 0;
    }

    /** Hands exactly {@code bytes} bytes to {@code out}, in order and without a copy. */
    void drainTo(FrameOut out, int bytes) {
        ArrayDeque<ByteBuf> queue = chunks;
        int left = bytes;
        while (left > 0 && queue != null) {
            ByteBuf first = queue.element();
            if (first.readableBytes() > left) {
                out.write(first.readRetainedSlice(left));
                left = 0;
            } else {
                left -= first.readableBytes();
                out.write(queue.remove());
            }
        }
        length -= bytes;
        if (length == 0) {
            chunks = null;
        }
    }

    /** Drops everything. */
    void clear() {
        ArrayDeque<ByteBuf> queue = chunks;
        chunks = null;
        length = 0;
        if (queue != null) {
            queue.forEach(ByteBuf::release);
        }
    }
}
