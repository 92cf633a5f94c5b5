package virga.tunnel.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import virga.protocol.Bytes;
import virga.protocol.link.EventLoops;
import virga.tunnel.bridge.SocketKinds;

/** What is heard of a device that is there, is not, or cannot even be asked. */
final class DeviceDialerTest {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final long WAIT_SECONDS = 30;

    private final EventLoops loops = EventLoops.create();
    private final EventLoop loop = loops.group().next();

    @AfterEach
    void close() {
        loops.close();
    }

    @Test
    void aDeviceThatListensIsReached() throws Exception {
        try (ServerSocket device = new ServerSocket(0, 1, HERE)) {
            assertEquals("connected", dial(SocketKinds::connecting, device.getLocalPort()));
        }
    }

    @Test
    void aClosedPortIsHeardOf() throws Exception {
        assertEquals("refused", dial(SocketKinds::connecting, closedPort()));
    }

    @Test
    void aSilentDeviceIsNotAClosedPort() throws Exception {
        assertEquals("failed", dial(() -> connectingInVain(), 1));
    }

    @Test
    void aClosedPortIsHeardOfAlsoWhereAnotherAddressIsSilent() throws Exception {
        AtomicInteger sockets = new AtomicInteger();
        Supplier<SocketChannel> first =
                () ->
                        sockets.getAndIncrement() == 0
                                ? SocketKinds.connecting()
                                : connectingInVain();

        assertEquals("refused", dial(first, closedPort(), List.of(HERE, HERE)));
    }

    /** As to a device that says nothing: Netty's time-out is a {@link ConnectException} too. */
    private static SocketChannel connectingInVain() {
        SocketChannel socket = SocketKinds.connecting();
        socket.pipeline()
                .addLast(
                        new ChannelOutboundHandlerAdapter() {
                            @Override
                            public void connect(
                                    ChannelHandlerContext ctx,
                                    SocketAddress remote,
                                    SocketAddress local,
                                    ChannelPromise promise) {
                                promise.setFailure(new ConnectTimeoutException("silence"));
                            }
                        });
        return socket;
    }

    @Test
    void aLackOfDescriptorsIsHeardOf() throws Exception {
        Supplier<SocketChannel> none =
                () -> {
                    throw new ChannelException("too many open files");
                };

        assertEquals("failed", dial(none, 1));
    }

    @Test
    void aDeviceThatIsNotThereShowsNoWrongCertificate() throws Exception {
        assertEquals("refused", certificate(closedPort()));
    }

    @Test
    void aDeviceWithoutTlsShowsNoCertificate() throws Exception {
        try (ServerSocket device = new ServerSocket(0, 1, HERE)) {
            CompletableFuture<String> heard = ask(device.getLocalPort());
            device.accept().close();
            assertEquals(Optional.empty().toString(), heard.get(WAIT_SECONDS, TimeUnit.SECONDS));
        }
    }

    private String dial(Supplier<SocketChannel> sockets, int port) throws Exception {
        return dial(sockets, port, List.of(HERE));
    }

    private String dial(Supplier<SocketChannel> sockets, int port, List<InetAddress> addresses)
            throws Exception {
        CompletableFuture<String> heard = new CompletableFuture<>();
        DeviceDialer.dial(
                loop,
                sockets,
                addresses,
                port,
                new DeviceDialer.Outcome() {
                    @Override
                    public void connected(SocketChannel socket, InetAddress address) {
                        SocketKinds.abort(socket);
                        heard.complete("connected");
                    }

                    @Override
                    public void failed(boolean portClosed) {
                        heard.complete(portClosed ? "refused" : "failed");
                    }
                });
        return heard.get(WAIT_SECONDS, TimeUnit.SECONDS);
    }

    private String certificate(int port) throws Exception {
        return ask(port).get(WAIT_SECONDS, TimeUnit.SECONDS);
    }

    private CompletableFuture<String> ask(int port) {
        CompletableFuture<String> heard = new CompletableFuture<>();
        new CertificateCheck()
                .ask(
                        loop,
                        HERE,
                        port,
                        (Optional<Bytes> shown) -> heard.complete(shown.toString()),
                        portClosed -> heard.complete(portClosed ? "refused" : "not reached"));
        return heard;
    }

    private static int closedPort() throws Exception {
        try (ServerSocket gone = new ServerSocket()) {
            gone.bind(new InetSocketAddress(HERE, 0));
            return gone.getLocalPort();
        }
    }
}
