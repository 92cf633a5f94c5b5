package virga.tunnel.bridge;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import virga.protocol.link.EventLoops;

/** Bridges at both ends of a real link: application, door, link, device. */
class BridgeLinkTest {
    private static final int TRANSFER_BYTES = 5_000_000;
    private static final Duration SETTLE_MAX = Duration.ofSeconds(30);
    private static final Duration SETTLE_EVERY = Duration.ofMillis(5);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private ServerSocket device = unopened();
    private TwoNodes nodes = unopenedNodes();

    @SuppressWarnings("NullAway")
    private static ServerSocket unopened() {
        return null;
    }

    @SuppressWarnings("NullAway")
    private static TwoNodes unopenedNodes() {
        return null;
    }

    @BeforeEach
    void open() throws Exception {
        device = new ServerSocket(0, 1_024, InetAddress.getLoopbackAddress());
        nodes =
                new TwoNodes(
                        (InetSocketAddress) device.getLocalSocketAddress(), BridgeSettings.DEFAULT);
    }

    @AfterEach
    void close() throws IOException {
        nodes.close();
        device.close();
        threads.close();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(TwoNodes.WAIT_SECONDS));
        socket.connect(nodes.door());
        return socket;
    }

    /** Closes with a reset. */
    private static void cut(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private static byte[] random(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static byte[] sha256(byte[] bytes) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(bytes);
    }

    @Test
    void halfClosedTransfersArriveWholeBothWays() throws Exception {
        for (int i = 0; i < 50; i++) {
            transferHalfClosed(i);
        }
    }

    @Test
    void halfClosedTransfersArriveWholeWithoutNativeSocketsToo() throws Exception {
        nodes.close();
        nodes =
                new TwoNodes(
                        (InetSocketAddress) device.getLocalSocketAddress(),
                        BridgeSettings.DEFAULT,
                        new EventLoops(
                                new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory()),
                                NioServerSocketChannel.class,
                                NioSocketChannel.class,
                                ByteBufAllocator.DEFAULT));
        for (int i = 0; i < 10; i++) {
            transferHalfClosed(i);
        }
    }

    /** Sends all, half-closes, and only then reads: what `nc` and HTTP/1.0 clients do. */
    private void transferHalfClosed(int number) throws Exception {
        byte[] request = random(TRANSFER_BYTES, number);
        byte[] reply = random(TRANSFER_BYTES, -1 - number);
        Future<byte[]> atDevice =
                threads.submit(
                        () -> {
                            try (Socket served = device.accept()) {
                                byte[] read = served.getInputStream().readAllBytes();
                                served.getOutputStream().write(reply);
                                return read;
                            }
                        });
        try (Socket application = connect()) {
            application.getOutputStream().write(request);
            application.shutdownOutput();
            byte[] read = application.getInputStream().readAllBytes();
            assertArrayEquals(sha256(request), sha256(atDevice.get()), "to device " + number);
            assertArrayEquals(sha256(reply), sha256(read), "from device " + number);
        }
        assertEquals(BridgeEnd.COMPLETE, TwoNodes.take(nodes.userEnds));
        assertEquals(BridgeEnd.COMPLETE, TwoNodes.take(nodes.tunnelEnds));
    }

    private void reopen(BridgeSettings settings) throws Exception {
        nodes.close();
        nodes = new TwoNodes((InetSocketAddress) device.getLocalSocketAddress(), settings);
    }

    @Test
    void connectionWithTooManyBytesIsCut() throws Exception {
        reopen(new BridgeSettings(Duration.ZERO, Duration.ZERO, Duration.ZERO, 1_000_000));
        try (Socket application = connect();
                Socket served = device.accept()) {
            byte[] piece = new byte[100_000];
            assertThrows(
                    SocketException.class,
                    () -> {
                        for (int i = 0; i < 10_000; i++) {
                            application.getOutputStream().write(piece);
                            served.getInputStream().readNBytes(piece.length);
                        }
                    });
        }
        assertEquals(BridgeEnd.BYTES, TwoNodes.take(nodes.userEnds));
    }

    @Test
    void idleAndOldConnectionsAreCut() throws Exception {
        for (BridgeEnd cap : List.of(BridgeEnd.IDLE, BridgeEnd.LIFE)) {
            Duration soon = Duration.ofMillis(1);
            boolean idle = cap == BridgeEnd.IDLE;
            reopen(
                    new BridgeSettings(
                            idle ? soon : Duration.ZERO,
                            Duration.ZERO,
                            idle ? Duration.ZERO : soon,
                            0));
            try (Socket application = connect();
                    Socket served = device.accept()) {
                assertThrows(SocketException.class, () -> application.getInputStream().read());
                assertThrows(SocketException.class, () -> served.getInputStream().read());
            }
            List<BridgeEnd> ends =
                    List.of(TwoNodes.take(nodes.userEnds), TwoNodes.take(nodes.tunnelEnds));
            assertTrue(ends.contains(cap), ends.toString());
        }
    }

    /** As at the SOCKS5 door, whose answer comes first: the device may speak before that. */
    @Test
    void whatTheDeviceSaysBeforeTheJoinIsNotLost() throws Exception {
        BlockingQueue<Runnable> joins = new LinkedBlockingQueue<>();
        nodes.joining = joins::add;
        long before = nodes.bytesIn();
        byte[] greeting = random(1_000, 3);
        Future<Void> speaking =
                threads.submit(
                        () -> {
                            try (Socket served = device.accept()) {
                                served.getOutputStream().write(greeting);
                                served.shutdownOutput();
                                served.getInputStream().readAllBytes();
                            }
                            return null;
                        });
        try (Socket application = connect()) {
            Runnable join = joins.poll(TwoNodes.WAIT_SECONDS, TimeUnit.SECONDS);
            while (nodes.bytesIn() < before + greeting.length) {
                Thread.onSpinWait();
            }
            nodes.onLoop(Objects.requireNonNull(join));
            assertArrayEquals(greeting, application.getInputStream().readAllBytes());
        }
        speaking.get();
    }

    @Test
    void bothDirectionsFlowAtOnce() throws Exception {
        Future<Void> echo =
                threads.submit(
                        () -> {
                            try (Socket served = device.accept()) {
                                served.getInputStream().transferTo(served.getOutputStream());
                            }
                            return null;
                        });
        byte[] sent = random(4 * TRANSFER_BYTES, 7);
        try (Socket application = connect()) {
            Future<Void> writing =
                    threads.submit(
                            () -> {
                                application.getOutputStream().write(sent);
                                application.shutdownOutput();
                                return null;
                            });
            byte[] read = application.getInputStream().readAllBytes();
            writing.get();
            echo.get();
            assertArrayEquals(sha256(sent), sha256(read));
        }
    }

    @Test
    void deviceThatDoesNotReadStopsTheApplication() throws Exception {
        Socket application = connect();
        Socket served = device.accept();
        long windowsMost = 32L * 1024 * 1024;
        Future<Long> writing =
                threads.submit(
                        () -> {
                            long sent = 0;
                            byte[] piece = new byte[64 * 1024];
                            try {
                                for (; sent < 4 * windowsMost; sent += piece.length) {
                                    application.getOutputStream().write(piece);
                                }
                            } catch (SocketException cut) {
                                return sent;
                            }
                            return sent;
                        });
        // Another connection over the same link goes on meanwhile.
        for (int i = 0; i < 20; i++) {
            try (Socket other = connect();
                    Socket otherServed = device.accept()) {
                other.getOutputStream().write(i);
                assertEquals(i, otherServed.getInputStream().read());
            }
        }
        assertTrue(!writing.isDone(), "the sender was never stopped");
        cut(served);
        assertTrue(writing.get() < windowsMost, "more waited than the windows hold");
        application.close();
    }

    @Test
    void resetOfTheDeviceReachesTheApplication() throws Exception {
        try (Socket application = connect();
                Socket served = device.accept()) {
            application.getOutputStream().write(1);
            assertEquals(1, served.getInputStream().read());
            cut(served);
            InputStream in = application.getInputStream();
            assertThrows(SocketException.class, in::read);
        }
        assertEquals(BridgeEnd.SOCKET_LOST, TwoNodes.take(nodes.tunnelEnds));
        assertEquals(BridgeEnd.PEER_LOST, TwoNodes.take(nodes.userEnds));
    }

    @Test
    void resetOfTheApplicationReachesTheDevice() throws Exception {
        try (Socket application = connect();
                Socket served = device.accept()) {
            application.getOutputStream().write(1);
            InputStream in = served.getInputStream();
            assertEquals(1, in.read());
            cut(application);
            assertThrows(SocketException.class, in::read);
        }
        assertEquals(BridgeEnd.SOCKET_LOST, TwoNodes.take(nodes.userEnds));
        assertEquals(BridgeEnd.PEER_LOST, TwoNodes.take(nodes.tunnelEnds));
    }

    @Test
    void endOfTheLinkResetsBothSides() throws Exception {
        try (Socket application = connect();
                Socket served = device.accept()) {
            application.getOutputStream().write(1);
            assertEquals(1, served.getInputStream().read());
            nodes.link.close(virga.protocol.link.LinkEnd.CLOSED_HERE);
            assertThrows(SocketException.class, () -> application.getInputStream().read());
            assertThrows(SocketException.class, () -> served.getInputStream().read());
        }
        assertEquals(BridgeEnd.LINK_LOST, TwoNodes.take(nodes.userEnds));
        assertEquals(BridgeEnd.LINK_LOST, TwoNodes.take(nodes.tunnelEnds));
    }

    @Test
    void thousandConnectionsLeaveNothingBehind() throws Exception {
        long before = descriptors();
        List<Socket> open = new ArrayList<>();
        for (int round = 0; round < 10; round++) {
            for (int i = 0; i < 100; i++) {
                Socket application = connect();
                Socket served = device.accept();
                application.getOutputStream().write(i);
                assertEquals(i, served.getInputStream().read());
                open.add(application);
                open.add(served);
            }
            for (Socket each : open) {
                each.close();
            }
            open.clear();
            for (int i = 0; i < 100; i++) {
                TwoNodes.take(nodes.userEnds);
                TwoNodes.take(nodes.tunnelEnds);
            }
        }
        assertEquals(0, nodes.bridges());
        // The JDK gives a closed socket's descriptor back when its selector next turns.
        long end = System.nanoTime() + SETTLE_MAX.toNanos();
        while (descriptors() > before + 8 && System.nanoTime() < end) {
            LockSupport.parkNanos(SETTLE_EVERY.toNanos());
        }
        assertTrue(descriptors() <= before + 8, "descriptors: " + before + ", " + descriptors());
    }

    private static long descriptors() {
        return java.lang.management.ManagementFactory.getOperatingSystemMXBean()
                        instanceof com.sun.management.UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount()
                : 0;
    }
}
