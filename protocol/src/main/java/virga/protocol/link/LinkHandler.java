package virga.protocol.link;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import virga.protocol.identity.DomainId;
import virga.protocol.identity.NodeId;
import virga.protocol.mux.FrameFault;
import virga.protocol.mux.FrameReader;
import virga.protocol.mux.FrameSink;
import virga.protocol.mux.FrameType;
import virga.protocol.mux.FrameWriter;

/** Takes one connection through its phases; everything on its event loop. */
final class LinkHandler extends ChannelInboundHandlerAdapter implements FrameSink {
    private static final Logger LOG = LoggerFactory.getLogger(LinkHandler.class);

    private final LinkContext context;
    private final Attempt attempt;
    private final Greeter greeter;

    private LinkPhase phase = LinkPhase.SECURING;
    private @Nullable ChannelHandlerContext ctx;
    private @Nullable LinkWire wire;
    private @Nullable FrameReader reader;
    private SharedRoom.@Nullable Part torn;
    private @Nullable Future<?> timer;
    private @Nullable Future<?> expiry;
    private boolean closedCleanly;

    LinkHandler(LinkContext context, Attempt attempt) {
        this.context = context;
        this.attempt = attempt;
        this.greeter = new Greeter(context, attempt);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        ctx = added;
        wire = new LinkWire(added, context, this::turn);
        reader = new FrameReader(this, added.alloc());
        context.handlers().add(this);
        timer = in(attempt.timeout(), () -> end(LinkEnd.TIMED_OUT, greeter.whileWaiting(phase)));
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext from, Object event) {
        switch (event) {
            case SslHandshakeCompletionEvent done when done.isSuccess() -> secured();
            case SslHandshakeCompletionEvent done -> unsecured(done.cause());
            case SslCloseCompletionEvent done -> closedCleanly = done.isSuccess();
            default -> from.fireUserEventTriggered(event);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext from, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            if (phase instanceof LinkPhase.Open(OpenLink link)) {
                link.received(bytes.readableBytes());
            }
            FrameFault fault = reader().read(bytes);
            if (fault != FrameFault.NONE) {
                end(LinkEnd.FRAME_DAMAGED, fault.hint());
            }
        } finally {
            bytes.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext from) {
        wire().leave();
        if (!wire().roomForReplies(flightBytes())) {
            end(LinkEnd.LIMIT, "the other node does not read");
        } else if (torn != null && !torn.hold(reader().heldBytes())) {
            end(LinkEnd.LIMIT, "too many links hold back the rest of a frame");
        }
        from.fireChannelReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext from) {
        if (from.channel().isWritable()) {
            wire().wake();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext from) {
        if (phase instanceof LinkPhase.Open) {
            end(closedCleanly ? LinkEnd.CLOSED_BY_PEER : LinkEnd.LOST, "");
        } else {
            end(greeter.closedEarly(), "it did not accept this node");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
        switch (phase) {
            case LinkPhase.Securing securing -> end(LinkEnd.NOT_VIRGA, "");
            case LinkPhase.Greeting greeting -> end(greeter.closedEarly(), "");
            case LinkPhase.Open open -> {
                if (!(cause instanceof IOException)) {
                    LOG.atError().setCause(cause).log("a link's handler failed");
                }
                end(LinkEnd.LOST, "");
            }
            case LinkPhase.Over over -> {}
        }
    }

    @Override
    public boolean expects(FrameType type) {
        return switch (phase) {
            case LinkPhase.Greeting greeting -> type == FrameType.HELLO;
            case LinkPhase.Open open -> type != FrameType.HELLO;
            case LinkPhase.Securing securing -> false;
            case LinkPhase.Over over -> false;
        };
    }

    @Override
    public FrameFault onFrame(FrameType type, int stream, ByteBuf payload) {
        switch (phase) {
            case LinkPhase.Open(OpenLink link) -> {
                return link.onFrame(type, stream, payload);
            }
            case LinkPhase.Greeting greeting -> {
                try {
                    greeted(greeting, greeter.read(greeting, payload));
                } finally {
                    payload.release();
                }
            }
            case LinkPhase.Securing securing -> payload.release();
            case LinkPhase.Over over -> payload.release();
        }
        return FrameFault.NONE;
    }

    @Override
    public FrameFault onData(int stream, ByteBuf bytes) {
        if (phase instanceof LinkPhase.Open(OpenLink link)) {
            return link.onData(stream, bytes);
        }
        bytes.release();
        return FrameFault.NONE;
    }

    /** Ends the connection, or the link that it has become; a second call does nothing. */
    void end(LinkEnd reason, String detail) {
        LinkPhase before = phase;
        if (before instanceof LinkPhase.Over) {
            return;
        }
        phase = LinkPhase.OVER;
        cancel(timer);
        cancel(expiry);
        context.handlers().remove(this);
        LOG.atDebug()
                .addKeyValue("peer", greeter.name(before))
                .addKeyValue("carrier", attempt.carrier())
                .addKeyValue("reason", reason)
                .log("connection ended");
        try {
            tellEnded(before, reason, detail);
        } finally {
            closeConnection();
        }
    }

    private void tellEnded(LinkPhase before, LinkEnd reason, String detail) {
        if (before instanceof LinkPhase.Open(OpenLink link)) {
            context.places().giveBack(link.peer(), link.remoteAddress());
            context.unsent().leave();
            context.counters().countEnded(reason);
            link.over();
            context.settings().events().onClosed(link, reason);
        } else {
            attempt.fate().failed(reason, detail);
        }
    }

    private void closeConnection() {
        reader().close();
        if (torn != null) {
            torn.close();
        }
        try {
            // TLS throws away on closing what is not flushed.
            wire().leave();
        } finally {
            wire().close();
            ChannelFuture unused = ctx().close();
        }
    }

    /** Runs {@code task} on the event loop, at once where that is the caller's thread. */
    void onLoop(Runnable task) {
        if (ctx().channel().eventLoop().inEventLoop()) {
            task.run();
        } else {
            ctx().channel().eventLoop().execute(task);
        }
    }

    long nowNanos() {
        return ctx().channel().eventLoop().ticker().nanoTime();
    }

    private void secured() {
        SslHandler tls = ctx().pipeline().get(SslHandler.class);
        switch (greeter.begin(context.tls().peer(tls))) {
            case Greeter.Begin.Stop(LinkEnd reason, String detail) -> end(reason, detail);
            case Greeter.Begin.Wait(LinkPhase.Greeting greeting) -> phase = greeting;
            case Greeter.Begin.Speak(LinkPhase.Greeting greeting) -> sayHello(greeting);
        }
    }

    private void unsecured(Throwable cause) {
        if (cause instanceof ClosedChannelException) {
            end(LinkEnd.CLOSED_BY_PEER, "");
        } else {
            end(LinkEnd.NOT_VIRGA, "");
        }
    }

    private void sayHello(LinkPhase.Greeting greeting) {
        phase = greeting.withSent();
        byte[] payload = greeting.own().encode();
        wire().write(FrameWriter.small(wire().alloc(), FrameType.HELLO, 0, payload));
        wire().wake();
    }

    private void greeted(LinkPhase.Greeting greeting, Greeter.Answer answer) {
        switch (answer) {
            case Greeter.Answer.Stop(LinkEnd reason, String detail, boolean tell) -> {
                if (tell && !greeting.sent()) {
                    sayHello(greeting);
                }
                end(reason, detail);
            }
            case Greeter.Answer.Welcome(LinkPeer peer, boolean streams, Hello theirs) -> {
                if (!context.places().take(peer, ctx().channel().remoteAddress())) {
                    end(LinkEnd.LIMIT, "");
                    return;
                }
                if (!greeting.sent()) {
                    sayHello(greeting);
                }
                open(greeter.link(greeting, theirs, peer, streams, ctx().channel()));
            }
        }
    }

    private void open(OpenLink.Parts parts) {
        cancel(timer);
        OpenLink link = new OpenLink(parts, wire(), this);
        phase = new LinkPhase.Open(link);
        context.unsent().enter();
        Optional<DomainId> domain = parts.peer().id().map(NodeId::domain);
        wire().opened(domain);
        torn = context.torn().part(FrameType.FLIGHT.lengthMaxBytes(), domain);
        context.counters().countOpened();
        expiry = in(greeter.life(parts.peer()), () -> end(LinkEnd.NOT_ADMITTED, ""));
        keepAlive(link);
        link.probe();
        context.settings().events().onOpen(link);
        attempt.fate().opened(link);
    }

    private void keepAlive(OpenLink link) {
        timer =
                ctx().channel()
                        .eventLoop()
                        .schedule(
                                () -> kept(link),
                                link.keepAlive().delayNanos(),
                                TimeUnit.NANOSECONDS);
    }

    private void kept(OpenLink link) {
        long pending = wire().pendingBytes();
        link.keepAlive().sent(wire().bytesOut() - pending, pending > 0, nowNanos());
        switch (link.keepAlive().due(nowNanos(), link.traffic().streams() > 0)) {
            case GIVE_UP -> end(LinkEnd.LOST, "");
            case PROBE -> {
                link.probe();
                keepAlive(link);
            }
            case NOTHING -> keepAlive(link);
        }
    }

    private void turn() {
        if (phase instanceof LinkPhase.Open(OpenLink link)) {
            link.turn();
        }
    }

    private int flightBytes() {
        return phase instanceof LinkPhase.Open(OpenLink link) ? link.flightBytes() : 0;
    }

    private Future<?> in(Duration delay, Runnable task) {
        return ctx().channel().eventLoop().schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void cancel(@Nullable Future<?> future) {
        if (future != null) {
            future.cancel(false);
        }
    }

    private ChannelHandlerContext ctx() {
        return added(ctx);
    }

    private LinkWire wire() {
        return added(wire);
    }

    private FrameReader reader() {
        return added(reader);
    }

    private static <T> T added(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("the handler is in no pipeline yet");
        }
        return part;
    }
}
