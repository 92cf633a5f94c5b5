package virga.protocol.link;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.WriteBufferWaterMark;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import virga.protocol.identity.DomainId;
import virga.protocol.mux.FrameOut;
import virga.protocol.mux.FrameReader;
import virga.protocol.mux.FrameType;
import virga.protocol.mux.UnsentRoom;

/**
 * The way from a link to its channel. What is written in one turn of the event loop, or while one
 * batch of bytes is read, leaves with one flush.
 */
final class LinkWire implements FrameOut {
    /** Bytes of replies to frames that one peer may leave unread, where there is room for them. */
    private static final int REPLIES_MAX_BYTES = 2 * 1024 * 1024;

    private final ChannelHandlerContext ctx;
    private final UnsentRoom room;
    private final SharedRoom allReplies;
    private final Runnable turn;
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final AtomicLong bytesOut = new AtomicLong();
    private boolean unflushed;
    private int socketMaxBytes;
    private int givenMaxBytes;
    private SharedRoom.@Nullable Part replies;

    /** {@code turn} writes what waits, on the event loop, before each flush. */
    LinkWire(ChannelHandlerContext ctx, LinkContext context, Runnable turn) {
        this.ctx = ctx;
        this.room = context.unsent();
        this.allReplies = context.replies();
        this.turn = turn;
        fitSocket();
    }

    @Override
    public ByteBufAllocator alloc() {
        return ctx.alloc();
    }

    @Override
    public void write(ByteBuf bytes) {
        note(bytes);
        ChannelFuture unused = ctx.write(bytes, ctx.voidPromise());
    }

    /** As {@link #write}, and {@code written} hears when the bytes have left or are lost. */
    void write(ByteBuf bytes, ChannelFutureListener written) {
        note(bytes);
        ctx.write(bytes).addListener(written);
    }

    @Override
    public boolean takesTunnelBytes() {
        return ctx.channel().isWritable();
    }

    @Override
    public int streamsMaxBytes() {
        return room.streamsMaxBytes();
    }

    /** Any thread. */
    @Override
    public void wake() {
        if (scheduled.compareAndSet(false, true)) {
            try {
                ctx.channel().eventLoop().execute(this::turn);
            } catch (RejectedExecutionException e) {
                // The process stops its event loops: nothing leaves any more.
                scheduled.set(true);
            }
        }
    }

    @Override
    public void later(Runnable task) {
        ctx.channel().eventLoop().execute(task);
    }

    /** A batch of bytes was read: what it caused leaves now, together. */
    void leave() {
        fitSocket();
        turn.run();
        flush();
    }

    /** The link is open, with a peer of this domain. */
    void opened(Optional<DomainId> domain) {
        replies = allReplies.part(REPLIES_MAX_BYTES, domain);
    }

    /**
     * Whether there is room for what waits beside {@code flightBytes} and the tunnel bytes that the
     * socket was given: replies to frames of the peer, which does not read them.
     */
    boolean roomForReplies(int flightBytes) {
        long beside = pendingBytes() - givenMaxBytes - flightBytes;
        SharedRoom.Part part = replies;
        return part == null || part.hold(Math.clamp(beside, 0, Integer.MAX_VALUE));
    }

    /** Bytes that wait for the socket. */
    long pendingBytes() {
        ChannelOutboundBuffer pending = ctx.channel().unsafe().outboundBuffer();
        return pending == null ? 0 : pending.totalPendingWriteBytes();
    }

    /** The link is over. */
    void close() {
        SharedRoom.Part part = replies;
        if (part != null) {
            part.close();
        }
    }

    long bytesOut() {
        return bytesOut.get();
    }

    /** Tunnel bytes for the socket stop above the high mark, and go on below half of it. */
    private void fitSocket() {
        int max = room.socketMaxBytes();
        if (max != socketMaxBytes) {
            socketMaxBytes = max;
            ctx.channel().config().setWriteBufferWaterMark(new WriteBufferWaterMark(max / 2, max));
        }
        // What was given while the share was larger still counts as tunnel bytes until it has left.
        int given = max + frameMaxBytes();
        givenMaxBytes = pendingBytes() <= max ? given : Math.max(givenMaxBytes, given);
    }

    /** One frame may begin just below the mark; it is no longer than what streams may hold. */
    private int frameMaxBytes() {
        return Math.min(FrameType.DATA.lengthMaxBytes(), room.streamsMaxBytes())
                + FrameReader.HEADER_LENGTH_BYTES;
    }

    private void turn() {
        scheduled.set(false);
        leave();
    }

    private void flush() {
        if (unflushed) {
            unflushed = false;
            ctx.flush();
        }
    }

    private void note(ByteBuf bytes) {
        unflushed = true;
        bytesOut.lazySet(bytesOut.get() + bytes.readableBytes());
    }
}
