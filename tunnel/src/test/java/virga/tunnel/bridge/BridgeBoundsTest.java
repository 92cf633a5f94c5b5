package virga.tunnel.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import virga.protocol.mux.FrameFault;
import virga.protocol.mux.FrameOut;
import virga.protocol.mux.FrameType;
import virga.protocol.mux.IncomingStream;
import virga.protocol.mux.Multiplexer;
import virga.protocol.mux.MuxEvents;
import virga.protocol.mux.MuxLimits;
import virga.protocol.mux.StreamRefusal;
import virga.protocol.mux.UnreadRoom;

/** What a peer makes a bridge hold while its device does not read. */
final class BridgeBoundsTest implements FrameOut, MuxEvents, BridgeOwner {
    private static final int PIECES = 200_000;

    private final UnpooledByteBufAllocator alloc = new UnpooledByteBufAllocator(false);
    private final List<BridgeEnd> ends = new ArrayList<>();
    private boolean peerReads = true;
    private final StuckSocket socket = new StuckSocket();
    private final Bridge bridge = new Bridge(socket, new BridgeLoops(BridgeSettings.DEFAULT), this);
    private final Multiplexer mux =
            new Multiplexer(
                    false,
                    MuxLimits.DEFAULT,
                    new UnreadRoom(UnreadRoom.MAX_BYTES),
                    this,
                    this,
                    System::nanoTime);

    BridgeBoundsTest() {
        SocketKinds.prepare(socket);
        socket.pipeline().addLast(bridge);
        frame(FrameType.OPEN, 1);
    }

    private void frame(FrameType type, int length) {
        assertEquals(FrameFault.NONE, mux.onFrame(type, 1, alloc.buffer(length).writeZero(length)));
    }

    private void sendSingleBytes() {
        for (int i = 0; i < PIECES; i++) {
            assertEquals(FrameFault.NONE, mux.onData(1, alloc.buffer(1, 1).writeByte(i)));
            socket.runPendingTasks();
        }
    }

    @Test
    void singleBytesForADeviceThatDoesNotReadTakeLittleMoreThanThemselves() {
        sendSingleBytes();
        assertTrue(socket.held() < PIECES / 1_000, "held " + socket.held());
        long used = alloc.metric().usedHeapMemory();
        assertTrue(used <= PIECES + 2 * Backlog.GATHERED_BYTES, "used " + used);
        mux.close();
        assertEquals(0, alloc.metric().usedHeapMemory());
    }

    @Test
    void deviceThatReadsAgainGetsAllInOrderAndThenTheEnd() {
        sendSingleBytes();
        frame(FrameType.END, 0);
        assertFalse(socket.isOutputShutdown());
        socket.unstick();
        int expected = 0;
        for (ByteBuf read = socket.readOutbound(); read != null; read = socket.readOutbound()) {
            while (read.isReadable()) {
                assertEquals((byte) expected++, read.readByte());
            }
            read.release();
        }
        assertEquals(PIECES, expected);
        assertTrue(socket.isOutputShutdown());
        mux.close();
        assertEquals(0, alloc.metric().usedHeapMemory());
    }

    @Test
    void connectionWhoseLastBytesThePeerLeavesUnreadIsNotOver() {
        peerReads = false;
        socket.writeInbound(alloc.buffer(1, 1).writeByte(7));
        socket.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        socket.unstick();
        frame(FrameType.END, 0);
        socket.runPendingTasks();
        assertTrue(socket.isOutputShutdown());
        assertEquals(1, mux.size());
        assertEquals(List.of(), ends);
        peerReads = true;
        mux.pump();
        assertEquals(0, mux.size());
        assertEquals(List.of(BridgeEnd.COMPLETE), ends);
    }

    @Override
    public ByteBufAllocator alloc() {
        return alloc;
    }

    @Override
    public void write(ByteBuf bytes) {
        bytes.release();
    }

    @Override
    public boolean takesTunnelBytes() {
        return peerReads;
    }

    @Override
    public int streamsMaxBytes() {
        return 1024 * 1024;
    }

    @Override
    public void wake() {}

    @Override
    public void later(Runnable task) {}

    @Override
    public FrameFault onOpen(ByteBuf target, IncomingStream stream) {
        bridge.join(stream.accept(bridge));
        return FrameFault.NONE;
    }

    @Override
    public void onNoStreams() {}

    @Override
    public void onRefused(Bridge refused, StreamRefusal refusal) {
        throw new IllegalStateException("accepted streams only");
    }

    @Override
    public void onEnded(Bridge ended, BridgeEnd end) {
        ends.add(end);
    }
}
