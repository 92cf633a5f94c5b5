package virga.tunnel.bridge;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;

/** The sockets that the event loops drive, and the options that a bridged one has. */
public final class SocketKinds {
    private static final int READ_MIN_BYTES = 512;
    private static final int READ_INITIAL_BYTES = 8 * 1024;

    /** A read takes this much at most; a buffer lives only while its bytes are on their way. */
    private static final int READ_MAX_BYTES = 256 * 1024;

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
        config.setRecvByteBufAllocator(
                new AdaptiveRecvByteBufAllocator(
                        READ_MIN_BYTES, READ_INITIAL_BYTES, READ_MAX_BYTES));
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
