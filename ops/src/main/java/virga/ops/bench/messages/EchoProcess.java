package virga.ops.bench.messages;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import virga.ops.bench.Commands;
import virga.ops.bench.Loopback;
import virga.ops.bench.messages.EchoCodec.Batch;
import virga.ops.bench.messages.EchoCodec.Echo;
import virga.protocol.flight.FlightLimits;

/**
 * The yardstick, a process for each side: envelopes through one TCP connection with Netty and
 * nothing else, batched like flights, neither signed nor encrypted. {@code server} says {@code port
 * N}; {@code client PORT WINDOW} hears {@code begin}, {@code end}, and {@code count}, which it
 * answers with the round trips since its start.
 */
public final class EchoProcess {
    /** Ids on a link stay small: those that were answered are used again. */
    private static final int ID_MAX = 16_383;

    private EchoProcess() {}

    public static void main(String[] arguments) throws InterruptedException {
        if (arguments[0].equals("server")) {
            Commands.say("port " + ((InetSocketAddress) serve().localAddress()).getPort());
            Commands.serve(words -> {});
        } else {
            Asker asker = new Asker(Integer.parseInt(arguments[2]));
            connect(Integer.parseInt(arguments[1]), asker);
            Commands.say("connected ");
            Commands.serve(
                    words -> {
                        switch (words[0]) {
                            case "begin" -> asker.begin();
                            case "end" -> asker.asking = false;
                            default -> Commands.say("count " + asker.count.get());
                        }
                    });
        }
    }

    private static Channel serve() throws InterruptedException {
        return new ServerBootstrap()
                .group(loops())
                .channel(serverChannel())
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(pipeline(new Answerer()))
                .bind(Loopback.at(0))
                .sync()
                .channel();
    }

    private static void connect(int port, Asker asker) throws InterruptedException {
        new Bootstrap()
                .group(loops())
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(pipeline(asker))
                .connect(Loopback.at(port))
                .sync();
    }

    private static EventLoopGroup loops() {
        return new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    }

    private static Class<? extends ServerChannel> serverChannel() {
        return NioServerSocketChannel.class;
    }

    private static ChannelInitializer<Channel> pipeline(ChannelHandler last) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(new EchoCodec(), last);
            }
        };
    }

    /** Answers each frame with one of as many envelopes. */
    @ChannelHandler.Sharable
    private static final class Answerer extends SimpleChannelInboundHandler<Batch> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, Batch pings) {
            List<Echo> answers = new ArrayList<>(pings.echoes().size());
            for (Echo ping : pings.echoes()) {
                answers.add(new Echo(ping.id(), false));
            }
            var _ = context.write(new Batch(answers), context.voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }
    }

    /** Keeps {@code window} envelopes in flight while it is asking. */
    private static final class Asker extends SimpleChannelInboundHandler<Batch> {
        private final AtomicLong count = new AtomicLong();
        private final CompletableFuture<ChannelHandlerContext> connected =
                new CompletableFuture<>();
        private final int window;
        private volatile boolean asking;
        private int nextId;
        private int open;
        private int answered;

        Asker(int window) {
            this.window = window;
        }

        void begin() {
            asking = true;
            ChannelHandlerContext context = connected.join();
            context.executor().execute(() -> send(context, window - open));
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            connected.complete(context);
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, Batch repings) {
            answered += repings.echoes().size();
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            count.addAndGet(answered);
            open -= answered;
            if (asking) {
                send(context, answered);
            }
            answered = 0;
        }

        private void send(ChannelHandlerContext context, int envelopes) {
            for (int left = envelopes; left > 0; left -= FlightLimits.ENVELOPES_MAX) {
                int count = Math.min(left, FlightLimits.ENVELOPES_MAX);
                List<Echo> pings = new ArrayList<>(count);
                for (int i = 0; i < count; i++) {
                    // Never 0, as on a link.
                    nextId = nextId == ID_MAX ? 1 : nextId + 1;
                    pings.add(new Echo(nextId, true));
                }
                var _ = context.write(new Batch(pings), context.voidPromise());
            }
            open += envelopes;
            context.flush();
        }
    }
}
