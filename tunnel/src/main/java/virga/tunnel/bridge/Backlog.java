package virga.tunnel.bridge;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that wait, in their order. Small pieces are put together: each alone would take hundreds of
 * times its own length, and a peer chooses how small it sends them. Not thread safe.
 */
public final class Backlog {
    /** A piece of this length or more waits as it came. */
    static final int SMALL_BYTES = 1024;

    /** Small pieces are gathered in buffers of this length. */
    static final int GATHERED_BYTES = 2 * SMALL_BYTES;

    private final ArrayDeque<ByteBuf> pieces = new ArrayDeque<>(2);
    private @Nullable ByteBuf gathering;

    /** Takes {@code piece} over. */
    public void add(ByteBuf piece) {
        int length = piece.readableBytes();
        if (length >= SMALL_BYTES) {
            pieces.add(piece);
            gathering = null;
            return;
        }
        ByteBuf last = gathering;
        if (last == null || last.writableBytes() < length) {
            last = piece.alloc().buffer(GATHERED_BYTES, GATHERED_BYTES);
            pieces.add(last);
            gathering = last;
        }
        last.writeBytes(piece);
        piece.release();
    }

    /** The first bytes, which are the caller's then; null where none wait. */
    public @Nullable ByteBuf poll() {
        ByteBuf first = pieces.poll();
        if (pieces.isEmpty()) {
            gathering = null;
        }
        return first;
    }

    public boolean isEmpty() {
        return pieces.isEmpty();
    }

    /** Drops everything. */
    public void clear() {
        pieces.forEach(ByteBuf::release);
        pieces.clear();
        gathering = null;
    }
}
