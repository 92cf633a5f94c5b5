package virga.protocol.mux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.random.RandomGenerator;

/** Two ends of a link, joined by a wire that tears what is written into pieces of any length. */
final class MuxPair implements AutoCloseable {
    final UnpooledByteBufAllocator alloc = new UnpooledByteBufAllocator(false);
    final MuxSide asker;
    final MuxSide acceptor;

    private final RandomGenerator random;
    private final int pieceMaxBytes;

    MuxPair(RandomGenerator random, int pieceMaxBytes, MuxLimits limits) {
        this.random = random;
        this.pieceMaxBytes = pieceMaxBytes;
        this.asker = new MuxSide(true, limits, alloc);
        this.acceptor = new MuxSide(false, limits, alloc);
    }

    /** Moves bytes both ways until nothing moves any more. */
    void settle() {
        boolean moved = true;
        while (moved) {
            boolean there = step(asker, acceptor);
            moved = step(acceptor, asker) || there;
        }
    }

    /** Lets one side send, and the other take one piece of what was sent. */
    private boolean step(MuxSide from, MuxSide to) {
        from.runLater();
        from.mux.pump();
        if (from.wire.isEmpty()) {
            return false;
        }
        ByteBuf bytes = from.takeFromWire();
        while (bytes.isReadable()) {
            int length = Math.min(bytes.readableBytes(), 1 + random.nextInt(pieceMaxBytes));
            assertEquals(FrameFault.NONE, to.receive(bytes.readRetainedSlice(length)));
        }
        bytes.release();
        return true;
    }

    /** Closes both ends; every buffer must have been given back. */
    @Override
    public void close() {
        asker.close();
        acceptor.close();
        asker.runLater();
        acceptor.runLater();
        assertEquals(0, alloc.metric().usedHeapMemory(), "bytes of buffers not given back");
    }
}
