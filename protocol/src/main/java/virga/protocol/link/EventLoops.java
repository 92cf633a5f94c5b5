package virga.protocol.link;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The one set of threads on which a process does all its network input and output. */
public record EventLoops(
        EventLoopGroup group,
        Class<? extends ServerChannel> serverChannel,
        Class<? extends Channel> socketChannel,
        ByteBufAllocator alloc)
        implements AutoCloseable {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    /** As many threads as the machine has cores. */
    public static EventLoops create() {
        return create(Runtime.getRuntime().availableProcessors(), ByteBufAllocator.DEFAULT);
    }

    /**
     * NIO everywhere. Netty's epoll transport (4.2.18) takes a socket that wants neither reading
     * nor writing out of its set and cannot put it back: a connection whose one half has ended and
     * whose other half pauses is cut with bytes still under way.
     */
    public static EventLoops create(int threads, ByteBufAllocator alloc) {
        return new EventLoops(
                new MultiThreadIoEventLoopGroup(
                        threads,
                        new DefaultThreadFactory("virga-io", true),
                        NioIoHandler.newFactory()),
                NioServerSocketChannel.class,
                NioSocketChannel.class,
                alloc);
    }

    /** Stops the threads; what is still open is cut. */
    @Override
    public void close() {
        group.shutdownGracefully(0, CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .syncUninterruptibly();
    }
}
