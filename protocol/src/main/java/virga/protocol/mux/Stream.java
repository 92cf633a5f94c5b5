package virga.protocol.mux;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import virga.protocol.mux.StreamState.Gone;
import virga.protocol.mux.StreamState.Open;

/** One side of a stream: its state, what waits to be sent, and both directions' credit. */
final class Stream implements MuxStream {
    private static final int FRAME_MAX_BYTES = FrameType.DATA.lengthMaxBytes();

    /** Bytes that may wait in one stream. */
    private static final int QUEUE_MAX_BYTES = 256 * 1024;

    /** No honest peer gives more. */
    private static final long CREDIT_MAX_BYTES = 1L << 30;

    private final int id;
    private final Multiplexer mux;
    private final ReceiveWindow window;
    private final SendQueue queue = new SendQueue();

    private StreamState state;
    private @Nullable StreamHandler handler;
    private long credit = ReceiveWindow.FLOOR_BYTES;
    private long charged;
    private boolean blocked;

    Stream(int id, Multiplexer mux, StreamState state, @Nullable StreamHandler handler) {
        this.id = id;
        this.mux = mux;
        this.state = state;
        this.handler = handler;
        this.window = new ReceiveWindow(mux.budget(), mux.nowNanos());
    }

    @Override
    public int id() {
        return id;
    }

    @Override
    public int takesBytes() {
        int most = takes();
        if (most == 0) {
            blocked = true;
            awaitRoom();
        }
        return most;
    }

    @Override
    public void write(ByteBuf data) {
        switch (state) {
            case Open open when !open.ending() -> {
                queue.add(data);
                charge();
                joinLine();
            }
            case Gone gone -> data.release();
            default -> {
                data.release();
                throw new IllegalStateException("no bytes may be written in state " + state);
            }
        }
    }

    @Override
    public void end() {
        if (state instanceof Open open && !open.ending()) {
            state = open.withEnding();
            endIfDrained();
        }
    }

    @Override
    public void reset(ResetCode code) {
        if (!(state instanceof Gone)) {
            mux.writeReset(id, code);
            leave(code);
        }
    }

    @Override
    public void consumed(int bytes) {
        if (state instanceof Gone) {
            return;
        }
        grant(window.consume(bytes, mux.nowNanos(), mux.rttNanos()));
        leaveIfDone();
    }

    StreamState state() {
        return state;
    }

    /** The link has room for more bytes of its streams. */
    void roomFreed() {
        joinLine();
    }

    /** The asker's side hears that its stream was accepted. */
    FrameFault opened() {
        state = Open.BOTH_WAYS;
        grant(window.open());
        handler().onOpened(this);
        return FrameFault.NONE;
    }

    /** The asker's side hears that its stream was refused. */
    FrameFault refused(StreamRefusal why) {
        leave(ResetCode.UNSPECIFIED);
        handler().onRefused(why);
        return FrameFault.NONE;
    }

    /** The acceptor's side accepts. */
    void accept(StreamHandler accepting) {
        handler = accepting;
        state = Open.BOTH_WAYS;
        mux.writeOpened(id);
        grant(window.open());
    }

    /** Ends without a word to the handler: this node refused it. */
    void leaveUnopened() {
        leave(ResetCode.UNSPECIFIED);
    }

    FrameFault receive(ByteBuf bytes) {
        int length = bytes.readableBytes();
        if (!(state instanceof Open open) || open.peerEnded()) {
            bytes.release();
            return FrameFault.UNEXPECTED;
        }
        if (!window.allows(length)) {
            bytes.release();
            return FrameFault.CREDIT_EXCEEDED;
        }
        window.receive(length);
        handler().onData(bytes);
        return FrameFault.NONE;
    }

    FrameFault receiveEnd() {
        if (!(state instanceof Open open) || open.peerEnded()) {
            return FrameFault.UNEXPECTED;
        }
        state = open.withPeerEnded();
        window.end();
        handler().onEnd();
        leaveIfDone();
        return FrameFault.NONE;
    }

    FrameFault receiveCredit(int bytes) {
        if (!(state instanceof Open)) {
            return FrameFault.UNEXPECTED;
        }
        if (bytes <= 0 || credit + bytes > CREDIT_MAX_BYTES) {
            return FrameFault.CREDIT_OVERFLOW;
        }
        credit += bytes;
        charge();
        joinLine();
        return FrameFault.NONE;
    }

    /** The stream was cut by the peer or with its link; it may be gone already. */
    void receiveReset(ResetCode code) {
        StreamState before = state;
        if (before instanceof Gone) {
            return;
        }
        leave(code);
        switch (before) {
            case StreamState.Opening opening -> handler().onRefused(StreamRefusal.UNSPECIFIED);
            case Open open -> handler().onReset(code);
            case StreamState.Waiting waiting -> {}
            case Gone gone -> {}
        }
    }

    /** Sends one frame, and END behind the last; called when it is this stream's turn. */
    void sendFrame() {
        int length = (int) Math.min(Math.min(queue.lengthBytes(), credit), FRAME_MAX_BYTES);
        if (length > 0) {
            mux.writeData(id, queue, length);
            credit -= length;
            charge();
        }
        endIfDrained();
        if (blocked && takes() > 0) {
            blocked = false;
            handler().onWritable();
        }
        joinLine();
    }

    // Bytes beyond the credit take no room of the link: the peer alone says how long they wait.
    private void charge() {
        long before = charged;
        charged = Math.min(queue.lengthBytes(), credit);
        if (charged > before) {
            mux.room().add(charged - before);
        } else {
            mux.room().remove(before - charged);
        }
    }

    private void grant(int bytes) {
        if (bytes > 0) {
            mux.writeCredit(id, bytes);
        }
    }

    private int takes() {
        if (!(state instanceof Open open) || open.ending()) {
            return 0;
        }
        return (int) Math.max(0, Math.min(ownRoom(), mux.room().streamMaxBytes()));
    }

    /** What this stream alone would take, whatever others hold. */
    private long ownRoom() {
        return Math.min(QUEUE_MAX_BYTES, credit) - queue.lengthBytes();
    }

    /** Waits for a turn where there is something to send or a paused writer to wake. */
    private void joinLine() {
        if ((credit > 0 && !queue.isEmpty()) || (blocked && takes() > 0)) {
            mux.turns().join(this);
        } else if (blocked) {
            awaitRoom();
        }
    }

    // Where the stream's own bytes or credit are in the way, its turn or CREDIT comes first.
    private void awaitRoom() {
        if (state instanceof Open open && !open.ending() && ownRoom() > 0) {
            mux.room().await(this);
        }
    }

    private void endIfDrained() {
        if (state instanceof Open open && open.ending() && !open.ended() && queue.isEmpty()) {
            state = open.withEnded();
            mux.writeEnd(id);
            handler().onEndSent();
            leaveIfDone();
        }
    }

    private void leaveIfDone() {
        if (state instanceof Open open
                && open.ended()
                && open.peerEnded()
                && window.unconsumed() == 0) {
            leave(ResetCode.UNSPECIFIED);
        }
    }

    private void leave(ResetCode code) {
        state = new Gone(code);
        queue.clear();
        window.close();
        mux.turns().forget(this);
        mux.room().forget(this);
        charge();
        mux.forget(id);
    }

    private StreamHandler handler() {
        StreamHandler present = handler;
        if (present == null) {
            throw new IllegalStateException("stream " + id + " is not accepted yet");
        }
        return present;
    }
}
