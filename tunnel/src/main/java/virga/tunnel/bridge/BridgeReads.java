package virga.tunnel.bridge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import java.util.function.IntSupplier;

/**
 * How much one read of a bridged socket takes: as much as lately came, and never more than there is
 * room for behind it, so that nothing is held that cannot move on.
 */
final class BridgeReads implements RecvByteBufAllocator {
    /** A read takes this much where there is no room any more: the socket is paused after it. */
    static final int MIN_BYTES = 512;

    /** One read before anything is known of the room. */
    private static final int EARLY_MAX_BYTES = 8 * 1024;

    /** A buffer lives only while its bytes are on their way. */
    private static final int MAX_BYTES = 256 * 1024;

    private final RecvByteBufAllocator adaptive =
            new AdaptiveRecvByteBufAllocator(MIN_BYTES, EARLY_MAX_BYTES, MAX_BYTES);
    private IntSupplier roomBytes = () -> EARLY_MAX_BYTES;

    /** From now on {@code roomBytes} is asked before each read; on the socket's event loop. */
    void limit(IntSupplier asked) {
        roomBytes = asked;
    }

    @Override
    public ExtendedHandle newHandle() {
        return new Bounded();
    }

    private final class Bounded extends DelegatingHandle implements ExtendedHandle {
        Bounded() {
            super(adaptive.newHandle());
        }

        @Override
        public int guess() {
            int room = roomBytes.getAsInt();
            return Math.min(super.guess(), room == 0 ? MIN_BYTES : room);
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator alloc) {
            return alloc.ioBuffer(guess());
        }

        @Override
        public boolean continueReading(UncheckedBooleanSupplier maybeMore) {
            return ((ExtendedHandle) delegate()).continueReading(maybeMore);
        }
    }
}
