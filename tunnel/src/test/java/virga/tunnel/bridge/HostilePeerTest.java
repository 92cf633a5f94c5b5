package virga.tunnel.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
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

/** Whatever a peer and its devices do, in whatever order, everything is given back in the end. */
final class HostilePeerTest {
    private static final int ROUNDS = 500;
    private static final int STEPS = 400;

    @Test
    void anyOrderOfFramesAndDeviceEventsLeavesNothingBehind() {
        for (int seed = 0; seed < ROUNDS; seed++) {
            new Round(seed).run();
        }
    }

    private static final class Round implements FrameOut, MuxEvents {
        private final int seed;
        private final Random random;
        private final UnpooledByteBufAllocator alloc = new UnpooledByteBufAllocator(false);
        private final UnreadRoom unread = new UnreadRoom(UnreadRoom.MAX_BYTES);
        private final Queue<Runnable> later = new ArrayDeque<>();
        private final List<IncomingStream> asked = new ArrayList<>();
        private final List<Visitor> visitors = new ArrayList<>();
        private final Multiplexer mux;
        private boolean peerReads = true;
        private int lastId;

        Round(int seed) {
            this.seed = seed;
            this.random = new Random(seed);
            this.mux =
                    new Multiplexer(
                            false,
                            new MuxLimits(8, 4, 1024 * 1024),
                            unread,
                            this,
                            this,
                            System::nanoTime);
        }

        void run() {
            boolean fault = false;
            for (int step = 0; step < STEPS && !fault; step++) {
                fault = step();
                settle();
            }
            mux.close();
            asked.forEach(stream -> stream.refuse(StreamRefusal.UNSPECIFIED));
            visitors.forEach(Visitor::hearsAll);
            settle();
            assertEquals(0, mux.size(), "seed " + seed);
            for (Visitor visitor : visitors) {
                assertEquals(1, visitor.ends.size(), "seed " + seed + ": " + visitor.ends);
                visitor.socket.finishAndReleaseAll();
            }
            assertEquals(0, unread.promisedBytes(), "seed " + seed);
            assertEquals(0, alloc.metric().usedHeapMemory(), "seed " + seed);
            assertEquals(0, alloc.metric().usedDirectMemory(), "seed " + seed);
        }

        private void settle() {
            for (int i = 0; i < 3; i++) {
                for (Runnable task = later.poll(); task != null; task = later.poll()) {
                    task.run();
                }
                visitors.forEach(visitor -> visitor.socket.runPendingTasks());
                mux.pump();
            }
        }

        private boolean step() {
            int id = lastId == 0 ? 1 : 1 + random.nextInt(lastId);
            return switch (random.nextInt(16)) {
                case 0, 1 -> frame(FrameType.OPEN, ++lastId, 1);
                case 2, 3 -> data(id, 1 + random.nextInt(random.nextInt(20) == 0 ? 60_000 : 300));
                case 4 -> random.nextInt(4) == 0 && frame(FrameType.END, id, 0);
                case 5 -> random.nextInt(4) == 0 && number(FrameType.RESET, id, random.nextInt(8));
                case 6 -> number(FrameType.CREDIT, id, 1 + random.nextInt(5_000));
                case 7 -> answer(true);
                case 8 -> answer(true);
                case 9 -> random.nextInt(4) == 0 && answer(false);
                case 10 -> turnPeer();
                case 11, 12 -> device(visitor -> visitor.says(1 + random.nextInt(3_000)));
                case 13 -> device(Visitor::hearsAll);
                case 14 -> random.nextInt(3) == 0 && device(Visitor::ends);
                default -> random.nextInt(10) == 0 && device(Visitor::breaks);
            };
        }

        private boolean turnPeer() {
            peerReads = !peerReads;
            return false;
        }

        private boolean device(java.util.function.Consumer<Visitor> what) {
            if (!visitors.isEmpty()) {
                what.accept(visitors.get(random.nextInt(visitors.size())));
            }
            return false;
        }

        private boolean answer(boolean accept) {
            if (asked.isEmpty()) {
                return false;
            }
            IncomingStream stream = asked.remove(random.nextInt(asked.size()));
            if (accept && stream.waiting()) {
                visitors.add(new Visitor(this, stream));
            } else {
                stream.refuse(StreamRefusal.NO_ANSWER);
            }
            return false;
        }

        private boolean number(FrameType type, int id, int value) {
            return mux.onFrame(type, id, alloc.buffer(4).writeInt(value)) != FrameFault.NONE;
        }

        private boolean frame(FrameType type, int id, int length) {
            return mux.onFrame(type, id, alloc.buffer(8).writeZero(length)) != FrameFault.NONE;
        }

        private boolean data(int id, int length) {
            FrameFault fault = mux.onData(id, alloc.buffer(length, length).writeZero(length));
            return fault != FrameFault.NONE;
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
            return 24 * 1024;
        }

        @Override
        public void wake() {
            later.add(() -> {});
        }

        @Override
        public void later(Runnable task) {
            later.add(task);
        }

        @Override
        public FrameFault onOpen(ByteBuf target, IncomingStream stream) {
            asked.add(stream);
            return FrameFault.NONE;
        }

        @Override
        public void onNoStreams() {}
    }

    /** A device and the bridge to it. */
    private static final class Visitor implements BridgeOwner {
        private final List<BridgeEnd> ends = new ArrayList<>();
        private final StuckSocket socket = new StuckSocket();
        private final Round round;
        private boolean ended;

        Visitor(Round round, IncomingStream stream) {
            this.round = round;
            Bridge bridge = new Bridge(socket, new BridgeLoops(BridgeSettings.DEFAULT), this);
            SocketKinds.prepare(socket);
            socket.pipeline().addLast(bridge);
            bridge.join(stream.accept(bridge));
        }

        void says(int length) {
            if (!ended && socket.isOpen() && socket.config().isAutoRead()) {
                socket.writeInbound(round.alloc.buffer(length, length).writeZero(length));
            }
        }

        void hearsAll() {
            if (socket.isOpen()) {
                socket.unstick();
            }
            for (ByteBuf read = socket.readOutbound(); read != null; read = socket.readOutbound()) {
                read.release();
            }
        }

        void ends() {
            if (!ended && socket.isOpen() && socket.config().isAutoRead()) {
                ended = true;
                socket.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
            }
        }

        void breaks() {
            if (socket.isOpen()) {
                socket.pipeline().fireExceptionCaught(new IOException("reset by peer"));
            }
        }

        @Override
        public void onRefused(Bridge refused, StreamRefusal refusal) {
            throw new IllegalStateException("accepted streams only");
        }

        @Override
        public void onEnded(Bridge over, BridgeEnd end) {
            ends.add(end);
        }
    }
}
