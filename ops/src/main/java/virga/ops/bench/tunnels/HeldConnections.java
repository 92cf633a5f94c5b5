package virga.ops.bench.tunnels;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import virga.ops.bench.tunnel.Wish;

/** Client connections to an echoing device, kept open together. */
final class HeldConnections implements AutoCloseable {
    /** Connections that are opened or used at the same moment. */
    private static final int AT_ONCE_MAX = 64;

    private static final int MESSAGE_BYTES = 100;

    private final InetSocketAddress address;
    private final Queue<SocketChannel> open = new ConcurrentLinkedQueue<>();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();

    HeldConnections(InetSocketAddress address) {
        this.address = address;
    }

    /** Opens so many more; each counts once its first bytes came back. Says how many are open. */
    int open(int count) {
        each(count, this::openOne);
        return open.size();
    }

    /** Sends bytes through each and waits for them; says how many still carry. */
    int carry() {
        AtomicInteger alive = new AtomicInteger();
        Queue<SocketChannel> round = new ConcurrentLinkedQueue<>(open);
        each(
                round.size(),
                () -> {
                    SocketChannel channel = round.poll();
                    if (channel != null) {
                        echo(channel);
                        alive.incrementAndGet();
                    }
                });
        return alive.get();
    }

    /** What went wrong first; empty when nothing did. */
    String fault() {
        String first = faults.peek();
        return first == null ? "" : first;
    }

    @Override
    public void close() {
        for (SocketChannel channel = open.poll(); channel != null; channel = open.poll()) {
            closeQuietly(channel);
        }
    }

    private void openOne() throws IOException {
        SocketChannel channel = SocketChannel.open(address);
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            new Wish(Wish.Kind.ECHO, 0).write(channel);
            echo(channel);
            open.add(channel);
        } catch (IOException e) {
            closeQuietly(channel);
            throw e;
        }
    }

    private static void echo(SocketChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(MESSAGE_BYTES);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        bytes.clear();
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new IOException("closed by the other side");
            }
        }
    }

    private void each(int count, Work work) {
        Semaphore places = new Semaphore(AT_ONCE_MAX);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < count; i++) {
                places.acquireUninterruptibly();
                threads.execute(
                        () -> {
                            try {
                                work.run();
                            } catch (IOException e) {
                                faults.add(String.valueOf(e.getMessage()));
                            } finally {
                                places.release();
                            }
                        });
            }
        }
    }

    private static void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // It is gone already.
        }
    }

    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }
}
