package virga.ops.devices;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;

/** A device on the loopback that says back each byte, and hangs up when it is told to. */
final class EchoDevice implements AutoCloseable {
    /** The byte upon which it hangs up. */
    static final int HANG_UP = '!';

    private static final int BACKLOG = 256;
    private static final int WAIT_MAX_MILLIS = 20_000;

    private final ServerSocket door;

    EchoDevice() {
        try {
            door = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread unused = Thread.ofVirtual().start(this::serve);
    }

    int port() {
        return door.getLocalPort();
    }

    /** Connects to a port of the loopback and has a few bytes said back. */
    static boolean answersAt(int port) {
        try (Socket socket = connect(port)) {
            byte[] said = "over there".getBytes(StandardCharsets.UTF_8);
            socket.getOutputStream().write(said);
            return new String(
                            socket.getInputStream().readNBytes(said.length), StandardCharsets.UTF_8)
                    .equals("over there");
        } catch (IOException e) {
            return false;
        }
    }

    /** One connection that this side ends, by a FIN or by a reset, or the device. */
    static void visit(int port, int number) throws IOException {
        try (Socket socket = connect(port)) {
            socket.getOutputStream().write(new byte[] {1, 2, 3});
            byte[] back = socket.getInputStream().readNBytes(3);
            switch (number % 3) {
                case 0 -> socket.shutdownOutput();
                case 1 -> socket.getOutputStream().write(HANG_UP);
                default -> socket.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
            int end = number % 3 == 2 ? -1 : socket.getInputStream().read();
            if (back.length != 3 || end != -1) {
                throw new IOException("connection " + number + " was not whole");
            }
        }
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port), WAIT_MAX_MILLIS);
            socket.setSoTimeout(WAIT_MAX_MILLIS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private void serve() {
        while (!door.isClosed()) {
            try {
                Socket socket = door.accept();
                Thread unused = Thread.ofVirtual().start(() -> echo(socket));
            } catch (IOException e) {
                // Closed: the loop ends.
            }
        }
    }

    private static void echo(Socket socket) {
        try (socket) {
            int next = socket.getInputStream().read();
            while (next >= 0 && next != HANG_UP) {
                socket.getOutputStream().write(next);
                next = socket.getInputStream().read();
            }
        } catch (IOException e) {
            // The other side reset it, as some of the tests do.
        }
    }
}
