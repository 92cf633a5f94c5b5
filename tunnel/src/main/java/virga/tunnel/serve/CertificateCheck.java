package virga.tunnel.serve;

import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.net.InetAddress;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import virga.protocol.Bytes;
import virga.protocol.record.Sealed;
import virga.tunnel.bridge.SocketKinds;

/**
 * Whether a device is the registered one: a TLS handshake of our own, over a connection of its own,
 * and the SHA-256 of the certificate that the device shows. The tunnel's bytes stay untouched.
 */
final class CertificateCheck {
    /** Schemes of services that speak no TLS: such a device is known by another of its ports. */
    private static final Set<String> PLAIN =
            Set.of(
                    "http", "ipp", "ssh", "rtsp", "mqtt", "ftp", "telnet", "vnc", "rdp", "lpd",
                    "raw");

    private final SslContext context;

    CertificateCheck() {
        try {
            // Devices have certificates that nobody vouches for; the registered hash does.
            context =
                    SslContextBuilder.forClient()
                            .trustManager(InsecureTrustManagerFactory.INSTANCE)
                            .endpointIdentificationAlgorithm(null)
                            .build();
        } catch (SSLException e) {
            throw new IllegalStateException("every JDK has TLS", e);
        }
    }

    /**
     * The port to shake hands at: {@code port} itself, unless its registered scheme speaks no TLS
     * and another service of the device is not known to do so.
     */
    static int portToCheck(Sealed.Device device, int port) {
        boolean plain = device.service(port).filter(each -> plain(each)).isPresent();
        return plain
                ? device.services().stream()
                        .filter(each -> !plain(each))
                        .map(Sealed.Service::port)
                        .findFirst()
                        .orElse(port)
                : port;
    }

    private static boolean plain(Sealed.Service service) {
        return PLAIN.contains(service.scheme());
    }

    /**
     * Tells on the event loop the SHA-256 (32 bytes) of the leaf certificate, empty where the
     * device speaks no TLS; or that it was not reached, and whether for a closed port.
     */
    void ask(
            EventLoop loop,
            InetAddress address,
            int port,
            Consumer<Optional<Bytes>> answer,
            Consumer<Boolean> notReached) {
        DeviceDialer.dial(
                loop,
                List.of(address),
                port,
                new DeviceDialer.Outcome() {
                    @Override
                    public void connected(SocketChannel socket, InetAddress at) {
                        shakeHands(socket, answer);
                    }

                    @Override
                    public void failed(boolean portClosed) {
                        notReached.accept(portClosed);
                    }
                });
    }

    private void shakeHands(SocketChannel socket, Consumer<Optional<Bytes>> answer) {
        SslHandler tls = context.newHandler(socket.alloc());
        tls.setHandshakeTimeoutMillis(DeviceDialer.WAIT_MAX_MILLIS);
        socket.pipeline().addLast(tls);
        tls.handshakeFuture()
                .addListener(
                        shaken -> {
                            Optional<Bytes> hash =
                                    shaken.isSuccess() ? leafHash(tls) : Optional.empty();
                            SocketKinds.close(socket);
                            answer.accept(hash);
                        });
        socket.config().setAutoRead(true);
    }

    private static Optional<Bytes> leafHash(SslHandler tls) {
        try {
            Certificate[] shown = tls.engine().getSession().getPeerCertificates();
            return Optional.of(Bytes.sha256(shown[0].getEncoded()));
        } catch (SSLPeerUnverifiedException | CertificateEncodingException none) {
            return Optional.empty();
        }
    }
}
