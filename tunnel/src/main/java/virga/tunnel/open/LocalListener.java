package virga.tunnel.open;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import virga.protocol.link.ListenException;
import virga.tunnel.bridge.SocketKinds;

/**
 * A listening socket whose accepted sockets are registered nowhere yet: each is to go to the event
 * loop of the link that will carry it.
 */
public final class LocalListener {
    private static final int BACKLOG_MAX = 4_096;

    /** How long nothing is accepted after an error, most likely that no descriptor is left. */
    private static final long PAUSE_MILLIS = 500;

    private static final Logger LOG = LoggerFactory.getLogger(LocalListener.class);

    private final ServerSocketChannel server;

    private LocalListener(ServerSocketChannel server) {
        this.server = server;
    }

    /** Listens; {@code accepted} is called on {@code loop} with each socket, prepared. */
    public static CompletionStage<LocalListener> open(
            EventLoop loop, InetSocketAddress address, Consumer<SocketChannel> accepted) {
        ServerSocketChannel server = SocketKinds.listening();
        server.config().setOption(ChannelOption.SO_BACKLOG, BACKLOG_MAX);
        server.config().setOption(ChannelOption.SO_REUSEADDR, true);
        server.pipeline().addLast(new Accepting(accepted));
        CompletableFuture<LocalListener> opened = new CompletableFuture<>();
        loop.register(server)
                .addListener(
                        registered -> {
                            if (!registered.isSuccess()) {
                                opened.completeExceptionally(registered.cause());
                                return;
                            }
                            server.bind(address)
                                    .addListener(
                                            bound -> {
                                                if (bound.isSuccess()) {
                                                    opened.complete(new LocalListener(server));
                                                } else {
                                                    SocketKinds.close(server);
                                                    opened.completeExceptionally(
                                                            new ListenException(
                                                                    address, bound.cause()));
                                                }
                                            });
                        });
        return opened;
    }

    /** Where it listens, with the port that the system chose. */
    public InetSocketAddress address() {
        return server.localAddress();
    }

    /** Accepts no more; what was accepted stays. */
    public void close() {
        SocketKinds.close(server);
    }

    private static final class Accepting extends ChannelInboundHandlerAdapter {
        private final Consumer<SocketChannel> accepted;

        Accepting(Consumer<SocketChannel> accepted) {
            this.accepted = accepted;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof SocketChannel socket) {
                SocketKinds.prepare(socket);
                accepted.accept(socket);
            } else {
                ReferenceCountUtil.release(message);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            LOG.atWarn()
                    .addKeyValue("reason", cause.toString())
                    .log("connection not accepted: are there enough file descriptors?");
            ctx.channel().config().setAutoRead(false);
            var unused =
                    ctx.channel()
                            .eventLoop()
                            .schedule(
                                    () -> ctx.channel().config().setAutoRead(true),
                                    PAUSE_MILLIS,
                                    TimeUnit.MILLISECONDS);
        }
    }
}
