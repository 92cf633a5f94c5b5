package virga.tunnel.serve;

import io.netty.channel.ChannelException;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import virga.tunnel.bridge.SocketKinds;

/** Connects to a device: its addresses one after the other, in the time of one. */
final class DeviceDialer {
    /** All tries together. */
    static final int WAIT_MAX_MILLIS = 5_000;

    /** Addresses tried; a device with more is reached at its best ones or not at all. */
    static final int ADDRESSES_MAX = 4;

    /** Hears the outcome once, on the event loop. */
    interface Outcome {
        /** {@code socket} is registered, connected and not read yet. */
        void connected(SocketChannel socket, InetAddress address);

        /**
         * {@code portClosed}: one of the addresses answered, and refused the connection; else
         * nothing was heard.
         */
        void failed(boolean portClosed);
    }

    private static final Logger LOG = LoggerFactory.getLogger(DeviceDialer.class);

    private final EventLoop loop;
    private final Supplier<SocketChannel> sockets;
    private final int port;
    private final List<InetAddress> addresses;
    private final Outcome outcome;
    private boolean portClosed;

    private DeviceDialer(
            EventLoop loop,
            Supplier<SocketChannel> sockets,
            int port,
            List<InetAddress> addresses,
            Outcome outcome) {
        this.loop = loop;
        this.sockets = sockets;
        this.port = port;
        this.addresses = addresses;
        this.outcome = outcome;
    }

    /** Any thread. */
    static void dial(EventLoop loop, List<InetAddress> addresses, int port, Outcome outcome) {
        dial(loop, SocketKinds::connecting, addresses, port, outcome);
    }

    /** With sockets of the caller's making, prepared and not registered. */
    static void dial(
            EventLoop loop,
            Supplier<SocketChannel> sockets,
            List<InetAddress> addresses,
            int port,
            Outcome outcome) {
        List<InetAddress> tried = addresses.stream().limit(ADDRESSES_MAX).toList();
        DeviceDialer dialer = new DeviceDialer(loop, sockets, port, tried, outcome);
        loop.execute(() -> dialer.next(0));
    }

    private void next(int index) {
        if (index == addresses.size()) {
            outcome.failed(portClosed);
            return;
        }
        InetAddress address = addresses.get(index);
        SocketChannel socket;
        try {
            socket = sockets.get();
        } catch (ChannelException e) {
            LOG.atWarn()
                    .addKeyValue("reason", e.toString())
                    .log("no socket for a device: are there enough file descriptors?");
            outcome.failed(portClosed);
            return;
        }
        socket.config().setConnectTimeoutMillis(WAIT_MAX_MILLIS / addresses.size());
        loop.register(socket)
                .addListener(
                        registered -> {
                            if (registered.isSuccess()) {
                                connect(socket, address, index);
                            } else {
                                socket.unsafe().closeForcibly();
                                next(index + 1);
                            }
                        });
    }

    private void connect(SocketChannel socket, InetAddress address, int index) {
        socket.connect(new InetSocketAddress(address, port))
                .addListener(
                        connected -> {
                            if (connected.isSuccess()) {
                                outcome.connected(socket, address);
                            } else {
                                portClosed |= refused(connected.cause());
                                SocketKinds.close(socket);
                                next(index + 1);
                            }
                        });
    }

    /** By type, for the words are the system's; Netty's time-out is of the same one. */
    private static boolean refused(Throwable failure) {
        return failure instanceof ConnectException && !(failure instanceof ConnectTimeoutException);
    }
}
