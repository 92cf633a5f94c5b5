package virga.protocol.mux;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** One end of a link without a socket: what it writes stands in {@link #wire} until it is moved. */
final class MuxSide implements FrameOut, FrameSink, MuxEvents {
    static final int SOCKET_BYTES = 256 * 1024;
    static final int STREAMS_BYTES = 3 * SOCKET_BYTES;

    final Multiplexer mux;
    final List<FrameType> heard = new ArrayList<>();
    final ArrayDeque<ByteBuf> wire = new ArrayDeque<>();
    final ArrayDeque<Runnable> laterTasks = new ArrayDeque<>();

    /** Answers the streams that the peer asks for. */
    BiConsumer<byte[], IncomingStream> answerer = (target, stream) -> {};

    boolean socketTakesBytes = true;
    int wireBytes;
    int wireBytesMost;
    long nanos;
    int empties;

    private final ByteBufAllocator alloc;
    private final FrameReader reader;

    MuxSide(boolean asker, MuxLimits limits, ByteBufAllocator alloc) {
        this.alloc = alloc;
        this.mux =
                new Multiplexer(
                        asker,
                        limits,
                        new UnreadRoom(UnreadRoom.MAX_BYTES),
                        this,
                        this,
                        () -> nanos);
        this.reader = new FrameReader(this, alloc);
    }

    OpeningStream open(StreamHandler handler) {
        ByteBuf target = Unpooled.wrappedBuffer(new byte[] {1, 2, 3});
        OpeningStream opening = mux.open(target, handler);
        target.release();
        return opening;
    }

    FrameFault receive(ByteBuf bytes) {
        try {
            return reader.read(bytes);
        } finally {
            bytes.release();
        }
    }

    void runLater() {
        for (Runnable task = laterTasks.poll(); task != null; task = laterTasks.poll()) {
            task.run();
        }
    }

    ByteBuf takeFromWire() {
        ByteBuf first = wire.remove();
        wireBytes -= first.readableBytes();
        return first;
    }

    void close() {
        mux.close();
        reader.close();
        wire.forEach(ByteBuf::release);
        wire.clear();
    }

    @Override
    public ByteBufAllocator alloc() {
        return alloc;
    }

    @Override
    public void write(ByteBuf bytes) {
        wireBytes += bytes.readableBytes();
        wireBytesMost = Math.max(wireBytesMost, wireBytes);
        wire.add(bytes);
    }

    @Override
    public boolean takesTunnelBytes() {
        return socketTakesBytes && wireBytes < SOCKET_BYTES;
    }

    @Override
    public int streamsMaxBytes() {
        return STREAMS_BYTES;
    }

    @Override
    public void wake() {}

    @Override
    public void later(Runnable task) {
        laterTasks.add(task);
    }

    @Override
    public boolean expects(FrameType type) {
        return true;
    }

    @Override
    public FrameFault onFrame(FrameType type, int stream, ByteBuf payload) {
        heard.add(type);
        if (type.onStream()) {
            return mux.onFrame(type, stream, payload);
        }
        payload.release();
        return FrameFault.NONE;
    }

    @Override
    public FrameFault onData(int stream, ByteBuf bytes) {
        return mux.onData(stream, bytes);
    }

    @Override
    public FrameFault onOpen(ByteBuf target, IncomingStream stream) {
        answerer.accept(ByteBufUtil.getBytes(target), stream);
        return FrameFault.NONE;
    }

    @Override
    public void onNoStreams() {
        empties++;
    }
}
