package virga.protocol.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import virga.protocol.identity.Ed25519;
import virga.protocol.identity.IdentityKey;

/**
 * Makes the TLS end of each link: 1.3 only, both sides show certificates, nothing is resumed. The
 * certificate is replaced when half of its life is over. Thread safe.
 */
public final class LinkTls implements AutoCloseable {
    /** Application protocol that both sides must agree on. */
    public static final String PROTOCOL = "virga/1";

    private static final String TLS = "TLSv1.3";
    private static final String[] BORINGSSL_GROUPS = {"X25519MLKEM768", "X25519"};
    private static final String[] JDK_GROUPS = {"x25519"};
    private static final Duration RENEWED_AFTER = IdentityCertificate.LIFE.dividedBy(2);

    /** One certificate's contexts, for both sides of a link. */
    private record Contexts(SslContext asker, SslContext acceptor, Instant made) {
        void release() {
            ReferenceCountUtil.release(asker);
            ReferenceCountUtil.release(acceptor);
        }
    }

    private final TlsEngine engine;
    private final IdentityKey key;
    private final Ed25519 ed25519;
    private final SecureRandom random;
    private final InstantSource clock;

    private @Nullable Contexts contexts;
    private boolean closed;

    public LinkTls(
            TlsEngine engine,
            IdentityKey key,
            Ed25519 ed25519,
            SecureRandom random,
            InstantSource clock) {
        this.engine = engine;
        this.key = key;
        this.ed25519 = ed25519;
        this.random = random;
        this.clock = clock;
    }

    /** A handler for one link; the asker is the TLS client, whoever made the connection. */
    public synchronized SslHandler handler(ByteBufAllocator alloc, boolean asker)
            throws SSLException {
        if (closed) {
            throw new SSLException("closed");
        }
        Instant now = clock.instant();
        Contexts current = contexts;
        if (current == null || current.made().plus(RENEWED_AFTER).isBefore(now)) {
            release();
            current = make(now);
            contexts = current;
        }
        // No host is named: the engine then finds no earlier session to resume either.
        SslHandler handler = (asker ? current.asker() : current.acceptor()).newHandler(alloc);
        if (engine == TlsEngine.JDK) {
            SSLParameters parameters = handler.engine().getSSLParameters();
            parameters.setNamedGroups(JDK_GROUPS.clone());
            handler.engine().setSSLParameters(parameters);
        }
        return handler;
    }

    /** Who is at the other end of a finished handshake. */
    public PeerCertificate peer(SslHandler handler) {
        SSLSession session = handler.engine().getSession();
        if (!PROTOCOL.equals(handler.applicationProtocol())) {
            return new PeerCertificate.Refused("another application protocol");
        }
        if (!TLS.equals(session.getProtocol())) {
            return new PeerCertificate.Refused("another version of TLS");
        }
        PeerCertificate.Shown shown = PeerTrust.found(session);
        return shown != null ? shown : new PeerCertificate.Refused("no certificate");
    }

    /** Makes no more handlers; those that were made live on. */
    @Override
    public synchronized void close() {
        closed = true;
        release();
    }

    private void release() {
        Contexts old = contexts;
        contexts = null;
        if (old != null) {
            old.release();
        }
    }

    private Contexts make(Instant now) throws SSLException {
        IdentityCertificate own = IdentityCertificate.make(key, random, now);
        SslContextBuilder asker =
                SslContextBuilder.forClient()
                        .keyManager(own.tlsKey(), own.certificate())
                        .endpointIdentificationAlgorithm(null);
        SslContextBuilder acceptor =
                SslContextBuilder.forServer(own.tlsKey(), own.certificate())
                        .clientAuth(ClientAuth.REQUIRE);
        return new Contexts(complete(asker).build(), complete(acceptor).build(), now);
    }

    private SslContextBuilder complete(SslContextBuilder builder) {
        SslContextBuilder complete =
                builder.sslProvider(engine.provider())
                        .trustManager(new PeerTrust(ed25519))
                        .protocols(TLS)
                        .sessionCacheSize(1)
                        .sessionTimeout(1)
                        .applicationProtocolConfig(
                                new ApplicationProtocolConfig(
                                        Protocol.ALPN,
                                        SelectorFailureBehavior.NO_ADVERTISE,
                                        SelectedListenerFailureBehavior.ACCEPT,
                                        PROTOCOL));
        return engine == TlsEngine.BORINGSSL
                ? complete.option(OpenSslContextOption.GROUPS, BORINGSSL_GROUPS.clone())
                : complete;
    }
}
