package virga.protocol.mux;

import io.netty.buffer.ByteBuf;
import io.netty.util.collection.IntObjectHashMap;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The streams of one link: takes the frames that belong to streams and writes those that streams
 * send. Knows no socket; everything happens on the link's event loop.
 */
public final class Multiplexer {
    private final boolean asker;
    private final MuxLimits limits;
    private final FrameOut out;
    private final MuxEvents events;
    private final LongSupplier nanoClock;
    private final LinkBudget budget;
    private final SendTurns turns;
    private final SendRoom room;
    private final IntObjectHashMap<Stream> streams = new IntObjectHashMap<>();

    private int lastId;
    private int opensWaiting;
    private boolean draining;
    private boolean closed;
    private long rttNanos = -1;

    /**
     * @param asker whether this side asked for the link: only it opens streams
     * @param unread what the links of the node share
     * @param nanoClock a clock with any origin that never goes back
     */
    public Multiplexer(
            boolean asker,
            MuxLimits limits,
            UnreadRoom unread,
            FrameOut out,
            MuxEvents events,
            LongSupplier nanoClock) {
        this.asker = asker;
        this.limits = limits;
        this.out = out;
        this.events = events;
        this.nanoClock = nanoClock;
        this.budget = new LinkBudget(limits.sharedUnreadMaxBytes(), unread);
        this.turns = new SendTurns(out);
        this.room = new SendRoom(out::streamsMaxBytes);
    }

    /** Takes one frame that belongs to a stream, other than DATA, and owns its payload. */
    public FrameFault onFrame(FrameType type, int id, ByteBuf payload) {
        try {
            return type == FrameType.OPEN ? incoming(id, payload) : existing(type, id, payload);
        } finally {
            payload.release();
        }
    }

    /** Takes a stream's bytes over. */
    public FrameFault onData(int id, ByteBuf bytes) {
        Stream stream = streams.get(id);
        if (stream != null) {
            return stream.receive(bytes);
        }
        bytes.release();
        return absent(id);
    }

    /**
     * Asks the peer for a stream; {@code target} is lent. Where none can be opened the handler is
     * refused later, never during the call.
     */
    public OpeningStream open(ByteBuf target, StreamHandler handler) {
        if (!asker) {
            throw new IllegalStateException("only the asker of a link opens streams");
        }
        boolean full = streams.size() >= limits.streamsMax() || lastId == Integer.MAX_VALUE;
        if (closed || draining || full) {
            StreamRefusal why = full ? StreamRefusal.LIMIT : StreamRefusal.UNSPECIFIED;
            out.later(() -> handler.onRefused(why));
            return () -> {};
        }
        Stream stream = new Stream(++lastId, this, StreamState.OPENING, handler);
        streams.put(stream.id(), stream);
        out.write(
                FrameWriter.header(
                        out.alloc(), FrameType.OPEN, stream.id(), target.readableBytes()));
        out.write(target.retainedSlice());
        out.wake();
        return () -> cancel(stream);
    }

    /** Lets streams send, as far as the socket takes their bytes. */
    public void pump() {
        turns.run();
    }

    /** Opens and accepts no more streams; those that exist live on. */
    public void drain() {
        draining = true;
    }

    /** Ends all streams because the link has ended. */
    public void close() {
        closed = true;
        for (Stream stream : List.copyOf(streams.values())) {
            stream.receiveReset(ResetCode.LINK_LOST);
        }
    }

    /** Streams that exist, answered or not. */
    public int size() {
        return streams.size();
    }

    /** Tells the measured round trip, which windows grow by. */
    public void rttNanos(long nanos) {
        this.rttNanos = nanos;
    }

    long rttNanos() {
        return rttNanos;
    }

    long nowNanos() {
        return nanoClock.getAsLong();
    }

    LinkBudget budget() {
        return budget;
    }

    SendTurns turns() {
        return turns;
    }

    SendRoom room() {
        return room;
    }

    FrameOut out() {
        return out;
    }

    void writeData(int id, SendQueue queue, int length) {
        out.write(FrameWriter.header(out.alloc(), FrameType.DATA, id, length));
        queue.drainTo(out, length);
    }

    void writeCredit(int id, int bytes) {
        send(FrameWriter.number(out.alloc(), FrameType.CREDIT, id, bytes));
    }

    void writeReset(int id, ResetCode code) {
        if (!closed) {
            send(FrameWriter.number(out.alloc(), FrameType.RESET, id, code.number()));
        }
    }

    void writeEnd(int id) {
        send(FrameWriter.empty(out.alloc(), FrameType.END, id));
    }

    void writeOpened(int id) {
        send(FrameWriter.small(out.alloc(), FrameType.OPENED, id, StreamAnswer.accepted()));
    }

    /** A refusal without a reason is a reset: the answer's zero means that the stream is open. */
    void writeRefused(int id, StreamRefusal refusal) {
        if (refusal == StreamRefusal.UNSPECIFIED) {
            writeReset(id, ResetCode.UNSPECIFIED);
        } else {
            byte[] answer = StreamAnswer.refused(refusal);
            send(FrameWriter.small(out.alloc(), FrameType.OPENED, id, answer));
        }
    }

    /** A stream that the peer asked for was answered by this node. */
    void answered() {
        opensWaiting--;
    }

    void forget(int id) {
        streams.remove(id);
        if (streams.isEmpty() && !closed) {
            out.later(this::tellIfEmpty);
        }
    }

    private void tellIfEmpty() {
        if (streams.isEmpty() && !closed) {
            events.onNoStreams();
        }
    }

    private void send(ByteBuf frame) {
        out.write(frame);
        out.wake();
    }

    private void cancel(Stream stream) {
        if (stream.state() instanceof StreamState.Opening) {
            stream.reset(ResetCode.UNSPECIFIED);
        }
    }

    private FrameFault incoming(int id, ByteBuf target) {
        if (asker) {
            return FrameFault.UNEXPECTED;
        }
        if (id <= lastId) {
            return FrameFault.STREAM_NUMBER;
        }
        lastId = id;
        if (draining) {
            writeRefused(id, StreamRefusal.UNSPECIFIED);
            return FrameFault.NONE;
        }
        if (streams.size() >= limits.streamsMax() || opensWaiting >= limits.opensWaitingMax()) {
            writeRefused(id, StreamRefusal.LIMIT);
            return FrameFault.NONE;
        }
        Stream stream = new Stream(id, this, StreamState.WAITING, null);
        streams.put(id, stream);
        opensWaiting++;
        return events.onOpen(target, new AskedStream(this, stream));
    }

    private FrameFault existing(FrameType type, int id, ByteBuf payload) {
        Stream stream = streams.get(id);
        if (stream == null) {
            return absent(id);
        }
        return switch (type) {
            case OPENED -> answer(stream, payload);
            case CREDIT -> stream.receiveCredit(payload.readInt());
            case END -> stream.receiveEnd();
            case RESET -> reset(stream, payload.readInt());
            case HELLO, FLIGHT, OPEN, DATA, PROBE, PROBE_ANSWER, DRAIN ->
                    throw new IllegalArgumentException(type + " is not for a stream that exists");
        };
    }

    private FrameFault answer(Stream stream, ByteBuf payload) {
        if (!(stream.state() instanceof StreamState.Opening)) {
            return FrameFault.UNEXPECTED;
        }
        return switch (StreamAnswer.decode(payload)) {
            case StreamAnswer.Accepted accepted -> stream.opened();
            case StreamAnswer.Refused refused -> stream.refused(refused.why());
            case StreamAnswer.Damaged damaged -> FrameFault.PAYLOAD;
        };
    }

    private static FrameFault reset(Stream stream, int code) {
        stream.receiveReset(ResetCode.of(code));
        return FrameFault.NONE;
    }

    /** Frames may still come for a stream that ended here; not for one that never was. */
    private FrameFault absent(int id) {
        return id <= lastId ? FrameFault.NONE : FrameFault.UNKNOWN_STREAM;
    }
}
