package virga.protocol.link;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import virga.protocol.carrier.Candidate;
import virga.protocol.carrier.CandidateAddress;
import virga.protocol.carrier.Carrier;

/** Opens links: dials and listens for one node. Thread safe. */
public final class LinkEndpoint implements AutoCloseable {
    /** Connections that the system may hold for a listener before they are accepted. */
    private static final int BACKLOG_MAX = 1024;

    private final LinkContext context;
    private final HandshakeGate gate;

    public LinkEndpoint(LinkSettings settings) {
        this.context = LinkContext.of(settings);
        EventLoop anyLoop = settings.environment().loops().group().next();
        this.gate = new HandshakeGate(settings.limits(), anyLoop.ticker().nanoTime());
    }

    /** What became of all connections so far. */
    public LinkCounters counters() {
        return context.counters();
    }

    /**
     * Accepts links at {@code address}; port 0 lets the system choose. Fails with a {@link
     * ListenException}.
     */
    public CompletionStage<Listener> listen(InetSocketAddress address) {
        EventLoops loops = context.settings().environment().loops();
        ServerBootstrap bootstrap =
                new ServerBootstrap()
                        .group(loops.group())
                        .channel(loops.serverChannel())
                        .option(ChannelOption.SO_BACKLOG, BACKLOG_MAX)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childHandler(initializer(this::accept));
        CompletableFuture<Listener> listening = new CompletableFuture<>();
        bootstrap
                .bind(address)
                .addListener(
                        (ChannelFuture bound) -> {
                            if (bound.isSuccess()) {
                                listening.complete(new OpenListener(bound.channel()));
                            } else {
                                Throwable cause = bound.cause();
                                listening.completeExceptionally(
                                        new ListenException(address, cause));
                            }
                        });
        return listening;
    }

    /**
     * Asks for a link over {@code candidate} with {@code expected}; all of connecting, TLS and both
     * first frames must be done within {@code timeout}. Fails with a {@link LinkException}.
     * Cancelling the stage's future gives the attempt up.
     */
    public CompletionStage<Link> dial(
            Candidate candidate, ExpectedPeer expected, Duration timeout) {
        Dialing dialing = new Dialing();
        if (!(candidate.address() instanceof CandidateAddress.Ip ip)) {
            dialing.failed(LinkEnd.REFUSED, "this node does not dial " + candidate.address());
            return dialing.result();
        }
        Attempt attempt =
                new Attempt(true, candidate.carrier(), Optional.of(expected), timeout, dialing);
        EventLoops loops = context.settings().environment().loops();
        Bootstrap bootstrap =
                new Bootstrap()
                        .group(loops.group())
                        .channel(loops.socketChannel())
                        .option(
                                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                                (int) Math.min(timeout.toMillis(), Integer.MAX_VALUE))
                        .handler(initializer(channel -> begin(channel, attempt, dialing::begun)));
        bootstrap
                .connect(ip.toSocketAddress())
                .addListener((ChannelFuture connected) -> dialing.connected(connected));
        return dialing.result();
    }

    /** Ends every link and connection; listeners are closed by whoever opened them. */
    @Override
    public void close() {
        for (LinkHandler handler : List.copyOf(context.handlers())) {
            handler.onLoop(() -> handler.end(LinkEnd.CLOSED_HERE, ""));
        }
        context.tls().close();
    }

    private void accept(Channel channel) {
        context.counters().countAccepted();
        // A peer that has gone again already has no address.
        if (!(channel.remoteAddress() instanceof InetSocketAddress remote)) {
            ChannelFuture unused = channel.close();
            return;
        }
        InetAddress address = remote.getAddress();
        if (!gate.enter(address, channel.eventLoop().ticker().nanoTime())) {
            context.counters().countTurnedAway(LinkEnd.LIMIT);
            ChannelFuture unused = channel.close();
            return;
        }
        Attempt attempt =
                new Attempt(
                        false,
                        Carrier.DIRECT,
                        Optional.empty(),
                        context.settings().limits().handshakeTimeout(),
                        new Accepting(gate, address, context.counters()));
        begin(channel, attempt, handler -> {});
    }

    private void begin(Channel channel, Attempt attempt, Consumer<LinkHandler> begun) {
        try {
            SslHandler tls = context.tls().handler(channel.alloc(), attempt.asker());
            // The attempt's own timer bounds all of it.
            tls.setHandshakeTimeoutMillis(0);
            LinkHandler handler = new LinkHandler(context, attempt);
            channel.pipeline().addLast(tls, handler);
            begun.accept(handler);
        } catch (SSLException e) {
            attempt.fate().failed(LinkEnd.LOST, "TLS does not work on this machine: " + e);
            ChannelFuture unused = channel.close();
        }
    }

    private ChannelInitializer<Channel> initializer(Consumer<Channel> begin) {
        ByteBufAllocator alloc = context.settings().environment().loops().alloc();
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                ChannelConfig config = channel.config();
                config.setAllocator(alloc);
                config.setOption(ChannelOption.TCP_NODELAY, true);
                config.setOption(ChannelOption.SO_KEEPALIVE, true);
                begin.accept(channel);
            }
        };
    }

    private record OpenListener(Channel channel) implements Listener {
        @Override
        public InetSocketAddress address() {
            return (InetSocketAddress) channel.localAddress();
        }

        @Override
        public CompletionStage<Void> close() {
            CompletableFuture<Void> closed = new CompletableFuture<>();
            channel.close().addListener(done -> closed.complete(null));
            return closed;
        }
    }
}
