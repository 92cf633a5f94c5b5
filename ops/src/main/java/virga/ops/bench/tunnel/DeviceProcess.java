package virga.ops.bench.tunnel;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import virga.ops.bench.Commands;

/**
 * The device of the tunnel benchmarks, a process of its own: takes, gives or echoes bytes. Says
 * {@code port N} when it listens.
 */
public final class DeviceProcess {
    private static final int BACKLOG_MAX = 4_096;
    private static final int ECHO_BUFFER_BYTES = 2_048;

    private DeviceProcess() {}

    public static void main(String[] arguments) throws IOException {
        Commands.endWithParent(words -> {});
        try (ServerSocketChannel listener = ServerSocketChannel.open()) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG_MAX);
            Commands.say("port " + listener.socket().getLocalPort());
            while (true) {
                SocketChannel connection = listener.accept();
                connection.setOption(StandardSocketOptions.TCP_NODELAY, true);
                Thread.startVirtualThread(() -> serve(connection));
            }
        }
    }

    private static void serve(SocketChannel connection) {
        try {
            Wish wish = Wish.read(connection);
            if (wish.kind() == Wish.Kind.ECHO) {
                echo(connection);
                connection.close();
            } else {
                // A virtual thread would leave its carrier at each full buffer.
                Thread.ofPlatform().start(() -> carry(connection, wish));
            }
        } catch (IOException e) {
            close(connection);
        }
    }

    private static void carry(SocketChannel connection, Wish wish) {
        try (connection) {
            if (wish.kind() == Wish.Kind.GIVE) {
                Bulk.send(connection, wish.lengthBytes());
                return;
            }
            Bulk.receive(connection, wish.lengthBytes());
            connection.write(ByteBuffer.wrap(new byte[1]));
        } catch (IOException e) {
            // The client sees it by itself.
        }
    }

    private static void echo(SocketChannel connection) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(ECHO_BUFFER_BYTES);
        while (connection.read(buffer.clear()) >= 0) {
            buffer.flip();
            while (buffer.hasRemaining()) {
                connection.write(buffer);
            }
        }
    }

    private static void close(SocketChannel connection) {
        try {
            connection.close();
        } catch (IOException e) {
            // It is gone already.
        }
    }
}
