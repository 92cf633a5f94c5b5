package virga.tunnel.bridge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;
import virga.protocol.mux.MuxStream;
import virga.protocol.mux.ResetCode;
import virga.protocol.mux.StreamHandler;
import virga.protocol.mux.StreamRefusal;

/**
 * Joins one TCP connection and one stream of a link: last handler of the socket's pipeline and
 * handler of the stream, both on the link's event loop.
 *
 * <pre>
 *   waiting --join--> joined --input ended--+
 *                        |                  +--both--> over (closed)
 *                        +--output ended----+
 *   any --reset, socket lost, cap--> over (both sides cut)
 * </pre>
 *
 * Back-pressure goes through both ways: the socket is not read while the stream takes nothing, and
 * the stream's sender has its credit back only when the bytes are in the socket. An end of input is
 * passed on after the bytes before it, and the other direction goes on; over when both have left.
 */
public final class Bridge extends ChannelInboundHandlerAdapter implements StreamHandler {
    /** Bytes that are flushed at once; fewer wait for the end of the event loop's round. */
    private static final int FLUSH_AT_BYTES = 64 * 1024;

    /** Writes that the socket holds; what comes while it holds so many waits in the backlog. */
    static final int WRITES_MAX = 16;

    private final DuplexChannel socket;
    private final BridgeLoops loops;
    private final BridgeOwner owner;

    /** Where this bridge is in its {@link BridgeLoop}. */
    int place;

    private @Nullable BridgeLoop loop;
    private @Nullable MuxStream stream;
    private @Nullable ByteBuf early;
    private @Nullable Backlog backlog;
    private long joinedMillis;
    private long silentSinceMillis;
    private long bytesOut;
    private long bytesIn;
    private int unflushedBytes;
    private int writes;
    private boolean active;
    private boolean inputEnded;
    private boolean endSent;
    private boolean outputEnding;
    private boolean outputEnded;
    private boolean peerEnded;
    private boolean over;
    private boolean told;

    /**
     * {@code socket} was prepared by {@link SocketKinds#prepare}. The bridge is to be added to its
     * pipeline, and the socket registered on the link's event loop, before {@link #join}.
     */
    public Bridge(DuplexChannel socket, BridgeLoops loops, BridgeOwner owner) {
        this.socket = socket;
        this.loops = loops;
        this.owner = owner;
    }

    public Channel socket() {
        return socket;
    }

    /** Bytes from the socket into the link. */
    public long bytesOut() {
        return bytesOut;
    }

    /** Bytes from the link into the socket. */
    public long bytesIn() {
        return bytesIn;
    }

    /** Lets bytes flow. Only on the link's event loop. */
    public void join(MuxStream joined) {
        stream = joined;
        if (over || !socket.isActive()) {
            over = true;
            joined.reset(ResetCode.CONNECTION_LOST);
            finish(BridgeEnd.SOCKET_LOST);
            return;
        }
        BridgeLoop shared = loops.on(socket.eventLoop());
        loop = shared;
        joinedMillis = shared.nowMillis();
        silentSinceMillis = joinedMillis;
        shared.add(this);
        SocketKinds.limitReads(socket, joined::takesBytes);
        ByteBuf held = early;
        early = null;
        if (held != null) {
            forward(joined, held);
        }
        if (inputEnded) {
            joined.end();
        } else if (joined.takesBytes() > 0) {
            socket.config().setAutoRead(true);
        }
        // What the stream said between its opening and now: no more than its first window.
        giveSocket();
        checkBytes();
    }

    /** Cuts both sides, for {@code reason}. Only on the event loop; a second call does nothing. */
    public void close(BridgeEnd reason) {
        MuxStream mine = stream;
        if (over) {
            return;
        }
        over = true;
        if (mine != null) {
            mine.reset(reason.code());
        }
        SocketKinds.abort(socket);
        finish(reason);
    }

    // From the socket.

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        MuxStream mine = stream;
        if (over || !(message instanceof ByteBuf data)) {
            ReferenceCountUtil.release(message);
        } else if (mine == null) {
            // Sent before the door answered: what one read brought, as no more is read yet.
            early = early == null ? data : Unpooled.wrappedBuffer(early, data);
        } else {
            forward(mine, data);
        }
    }

    private void forward(MuxStream to, ByteBuf data) {
        active = true;
        bytesOut += data.readableBytes();
        to.write(data);
        if (to.takesBytes() == 0) {
            socket.config().setAutoRead(false);
        }
        checkBytes();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE && !inputEnded && !over) {
            inputEnded = true;
            // Reading on would report the end again and again, or close the channel.
            socket.config().setAutoRead(false);
            MuxStream mine = stream;
            if (mine != null) {
                mine.end();
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        socketLost();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        socketLost();
    }

    /** All of it was read, and all for it is written. */
    private boolean socketDone() {
        return inputEnded && outputEnded;
    }

    private void socketLost() {
        if (socketDone()) {
            return;
        }
        if (stream == null) {
            over = true;
            releaseWaiting();
        } else {
            close(BridgeEnd.SOCKET_LOST);
        }
    }

    // From the stream.

    @Override
    public void onOpened(MuxStream opened) {
        owner.onOpened(this, opened);
    }

    @Override
    public void onRefused(StreamRefusal refusal) {
        releaseWaiting();
        owner.onRefused(this, refusal);
    }

    @Override
    public void onData(ByteBuf data) {
        if (over) {
            data.release();
            return;
        }
        active = true;
        bytesIn += data.readableBytes();
        Backlog waiting = backlog;
        boolean wait = stream == null || writes >= WRITES_MAX;
        if (wait && waiting == null) {
            waiting = new Backlog();
            backlog = waiting;
        }
        if (waiting != null && (wait || !waiting.isEmpty())) {
            waiting.add(data);
        } else {
            write(data);
        }
        if (stream != null) {
            checkBytes();
        }
    }

    /** Hands over what waits, as far as the socket may hold it, and the end behind it. */
    private void giveSocket() {
        if (over || stream == null) {
            return;
        }
        Backlog waiting = backlog;
        while (waiting != null && writes < WRITES_MAX) {
            ByteBuf next = waiting.poll();
            if (next == null) {
                break;
            }
            write(next);
        }
        if (peerEnded && !outputEnding && (waiting == null || waiting.isEmpty())) {
            outputEnding = true;
            endOutput();
        }
    }

    private void write(ByteBuf data) {
        int length = data.readableBytes();
        writes++;
        socket.write(data).addListener(written -> onWritten(length, written.isSuccess()));
        BridgeLoop shared = loop;
        if (unflushedBytes == 0 && shared != null) {
            shared.flushLater(this);
        }
        unflushedBytes += length;
        if (unflushedBytes >= FLUSH_AT_BYTES) {
            socket.flush();
            // Not 0: the flush at the end of the round is still to come.
            unflushedBytes = 1;
        }
    }

    private void onWritten(int length, boolean inSocket) {
        MuxStream mine = stream;
        writes--;
        if (!inSocket) {
            socketLost();
        } else if (mine != null) {
            mine.consumed(length);
            giveSocket();
        }
    }

    /** The end of the loop's round. */
    void flush() {
        unflushedBytes = 0;
        socket.flush();
    }

    @Override
    public void onEnd() {
        peerEnded = true;
        giveSocket();
    }

    private void endOutput() {
        // Only when an empty write is through are all bytes before it in the socket.
        socket.writeAndFlush(Unpooled.EMPTY_BUFFER)
                .addListener(
                        written -> {
                            if (written.isSuccess()) {
                                socket.shutdownOutput().addListener(shut -> outputEnded());
                            } else {
                                socketLost();
                            }
                        });
    }

    private void outputEnded() {
        outputEnded = true;
        finishIfBothEnded();
    }

    @Override
    public void onReset(ResetCode code) {
        if (over) {
            return;
        }
        over = true;
        SocketKinds.abort(socket);
        if (stream == null) {
            // The owner, which is about to join, hears of it then.
            releaseWaiting();
        } else {
            finish(BridgeEnd.of(code));
        }
    }

    @Override
    public void onWritable() {
        if (!over && !inputEnded) {
            socket.config().setAutoRead(true);
        }
    }

    /** Only now: a peer that reads nothing would hold what no count and no cap knows of. */
    @Override
    public void onEndSent() {
        endSent = true;
        finishIfBothEnded();
    }

    // Both.

    void sweep(long nowMillis) {
        if (active) {
            active = false;
            silentSinceMillis = nowMillis;
        }
        BridgeEnd reached =
                loops.settings()
                        .reached(
                                nowMillis - silentSinceMillis,
                                nowMillis - joinedMillis,
                                inputEnded || outputEnded);
        if (reached != BridgeEnd.COMPLETE) {
            close(reached);
        }
    }

    private void checkBytes() {
        long bytesMax = loops.settings().bytesMax();
        if (bytesMax > 0 && bytesIn + bytesOut > bytesMax) {
            close(BridgeEnd.BYTES);
        }
    }

    private void finishIfBothEnded() {
        if (over || !socketDone()) {
            return;
        }
        if (endSent) {
            over = true;
            finish(BridgeEnd.COMPLETE);
        }
        SocketKinds.close(socket);
    }

    private void finish(BridgeEnd end) {
        releaseWaiting();
        BridgeLoop shared = loop;
        if (shared != null) {
            shared.remove(this);
        }
        if (!told) {
            told = true;
            owner.onEnded(this, end);
        }
    }

    private void releaseWaiting() {
        ByteBuf held = early;
        early = null;
        if (held != null) {
            held.release();
        }
        Backlog waiting = backlog;
        backlog = null;
        if (waiting != null) {
            waiting.clear();
        }
    }
}
