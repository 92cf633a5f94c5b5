package virga.tunnel.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Bytes that wait for a socket or for a join. */
final class BacklogTest {
    private final UnpooledByteBufAllocator alloc = new UnpooledByteBufAllocator(false);
    private final Backlog backlog = new Backlog();

    private ByteBuf piece(int length) {
        return alloc.buffer(length, length).writeZero(length);
    }

    @Test
    void manySmallPiecesTakeLittleMoreThanTheirBytes() {
        for (int i = 0; i < 100_000; i++) {
            backlog.add(piece(1));
        }
        long used = alloc.metric().usedHeapMemory();
        assertTrue(used <= 100_000 + Backlog.GATHERED_BYTES, "used " + used);
        backlog.clear();
        assertEquals(0, alloc.metric().usedHeapMemory());
    }

    @Test
    void largePieceIsNotCopied() {
        ByteBuf large = piece(Backlog.SMALL_BYTES);
        backlog.add(large);
        assertSame(large, backlog.poll());
        large.release();
    }

    @Test
    void bytesKeepTheirOrderWhateverTheirPieces() {
        Random random = new Random(5);
        byte next = 0;
        byte expected = 0;
        for (int round = 0; round < 1_000; round++) {
            int length = random.nextInt(2 * Backlog.SMALL_BYTES);
            ByteBuf piece = alloc.buffer(length, length);
            for (int i = 0; i < length; i++) {
                piece.writeByte(next++);
            }
            backlog.add(piece);
            ByteBuf first = random.nextBoolean() ? backlog.poll() : null;
            while (first != null) {
                while (first.isReadable()) {
                    assertEquals(expected++, first.readByte());
                }
                first.release();
                first = random.nextBoolean() ? backlog.poll() : null;
            }
        }
        backlog.clear();
        assertTrue(backlog.isEmpty());
        assertEquals(0, alloc.metric().usedHeapMemory());
    }
}
