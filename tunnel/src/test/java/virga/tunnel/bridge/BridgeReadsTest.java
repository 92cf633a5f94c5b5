package virga.tunnel.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.RecvByteBufAllocator.ExtendedHandle;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

final class BridgeReadsTest {
    private final DefaultChannelConfig config = new DefaultChannelConfig(new EmbeddedChannel());
    private final BridgeReads reads = new BridgeReads();
    private final ExtendedHandle handle = reads.newHandle();

    @Test
    void readsGrowWithWhatComes() {
        reads.limit(() -> Integer.MAX_VALUE);
        int largest = 0;
        for (int i = 0; i < 20; i++) {
            largest = Math.max(largest, readFull());
        }
        assertEquals(256 * 1024, largest);
    }

    @Test
    void readTakesNoMoreThanThereIsRoomForAtThatMoment() {
        reads.limit(() -> Integer.MAX_VALUE);
        for (int i = 0; i < 20; i++) {
            readFull();
        }
        reads.limit(() -> 3_000);
        assertEquals(3_000, readFull());
        reads.limit(() -> 100);
        assertEquals(100, readFull());
        reads.limit(() -> 0);
        assertEquals(BridgeReads.MIN_BYTES, readFull());
    }

    /** One read of a socket that has more than is asked for; returns what was. */
    private int readFull() {
        handle.reset(config);
        ByteBuf buffer = handle.allocate(UnpooledByteBufAllocator.DEFAULT);
        int length = buffer.writableBytes();
        buffer.release();
        handle.attemptedBytesRead(length);
        handle.lastBytesRead(length);
        handle.incMessagesRead(1);
        handle.readComplete();
        return length;
    }
}
