package virga.ops.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import virga.ops.problem.Problem;

/** Ports of this machine's loopback, for programs that cannot choose one themselves. */
public final class Loopback {
    private static final long TRY_EVERY_MILLIS = 20;

    private Loopback() {}

    public static InetSocketAddress at(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** A port that was free a moment ago. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until something listens there; a program that ends instead is a problem. */
    public static void awaitListener(int port, ChildProcess program, Duration timeout) {
        long end = System.nanoTime() + timeout.toNanos();
        while (!listens(port)) {
            if (System.nanoTime() > end) {
                throw Problem.failed(program.name() + " does not listen in time", "").asException();
            }
            if (program.endsWithin(TRY_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                throw program.ended();
            }
        }
    }

    private static boolean listens(int port) {
        try (SocketChannel channel = SocketChannel.open(at(port))) {
            return channel.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
