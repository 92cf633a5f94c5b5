package virga.tunnel.bridge;

import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.function.IntSupplier;

/** The sockets that the event loops drive, and the options that a bridged one has. */
public final class SocketKinds {
    private SocketKinds() {}

    /** A socket to connect with, prepared and not yet registered. */
    public static SocketChannel connecting() {
        SocketChannel socket = new NioSocketChannel();
        prepare(socket);
        return socket;
    }

    /** A listening socket, not yet registered: its accepted channels may go to any like loop. */
    public static ServerSocketChannel listening() {
        return new NioServerSocketChannel();
    }

    /** Nothing is read until the bridge is joined, and an end of input closes nothing. */
    public static void prepare(Channel channel) {
        ChannelConfig config = channel.config();
        config.setAutoRead(false);
        config.setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        config.setOption(ChannelOption.TCP_NODELAY, true);
        config.setOption(ChannelOption.SO_KEEPALIVE, true);
        config.setRecvByteBufAllocator(new BridgeReads());
    }

    /** Gives a socket to {@code loop}, where the outcome is told; one that cannot be is reset. */
    public static void register(
            SocketChannel socket, EventLoop loop, Runnable joined, Runnable lost) {
        loop.register(socket)
                .addListener(
                        registered -> {
                            if (registered.isSuccess()) {
                                joined.run();
                            } else {
                                abort(socket);
                                lost.run();
                            }
                        });
    }

    /** Before each read of a prepared channel {@code roomBytes} says how much it may take. */
    static void limitReads(Channel channel, IntSupplier roomBytes) {
        if (channel.config().getRecvByteBufAllocator() instanceof BridgeReads reads) {
            reads.limit(roomBytes);
        } else {
            throw new IllegalArgumentException("the socket was not prepared");
        }
    }

    /** Closes with a TCP reset: the application is to see that bytes may be missing. */
    public static void abort(Channel channel) {
        if (channel.isOpen()) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        }
        if (channel.isRegistered()) {
            close(channel);
        } else {
            channel.unsafe().closeForcibly();
        }
    }

    /** Closes; whoever wants to know when hears of it through the pipeline. */
    public static void close(Channel channel) {
        var unused = channel.close();
    }
}
