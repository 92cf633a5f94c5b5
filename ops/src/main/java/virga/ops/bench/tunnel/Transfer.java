package virga.ops.bench.tunnel;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Moves bytes to or from the bench's device, wherever the address leads. */
final class Transfer {
    private static final double BYTES_A_MEGABYTE = 1e6;

    private Transfer() {}

    /**
     * Megabytes (10^6 bytes) a second over {@code streams} connections at a time, which share the
     * bytes; from the first connect to the last byte's arrival.
     */
    static double megabytesASecond(
            InetSocketAddress address, Wish.Kind kind, long lengthBytes, int streams)
            throws IOException {
        long each = lengthBytes / streams;
        long start = System.nanoTime();
        try (ExecutorService threads = Executors.newFixedThreadPool(streams)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < streams; i++) {
                running.add(
                        threads.submit(
                                () -> {
                                    one(address, new Wish(kind, each));
                                    return null;
                                }));
            }
            for (Future<?> stream : running) {
                stream.get();
            }
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted");
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        return each * streams / BYTES_A_MEGABYTE / seconds;
    }

    /** Milliseconds from a connect to the first byte that comes back. */
    static double firstByteMillis(InetSocketAddress address) throws IOException {
        long start = System.nanoTime();
        try (SocketChannel channel = open(address)) {
            new Wish(Wish.Kind.ECHO, 0).write(channel);
            echo(channel);
            return (System.nanoTime() - start) / 1e6;
        }
    }

    /** Sends one byte and waits for it to come back. */
    static void echo(SocketChannel channel) throws IOException {
        ByteBuffer one = ByteBuffer.allocate(1);
        channel.write(one);
        one.clear();
        if (channel.read(one) != 1) {
            throw new IOException("the device closed the connection");
        }
    }

    static SocketChannel open(InetSocketAddress address) throws IOException {
        SocketChannel channel = SocketChannel.open(address);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        return channel;
    }

    private static void one(InetSocketAddress address, Wish wish) throws IOException {
        try (SocketChannel channel = open(address)) {
            wish.write(channel);
            if (wish.kind() == Wish.Kind.GIVE) {
                Bulk.receive(channel, wish.lengthBytes());
                return;
            }
            Bulk.send(channel, wish.lengthBytes());
            Bulk.receive(channel, 1);
        }
    }
}
