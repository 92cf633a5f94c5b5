package virga.protocol.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslHandler;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import virga.protocol.identity.Ed25519;
import virga.protocol.identity.IdentityKey;
import virga.protocol.identity.PublicKey;

/** Both engines speak to each other and tell who is there. */
final class LinkTlsTest {
    private static final Ed25519 ED25519 = Ed25519.best();
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    private final IdentityKey asker = IdentityKey.generate(RANDOM, ED25519);
    private final IdentityKey acceptor = IdentityKey.generate(RANDOM, ED25519);

    private final AtomicInteger checks = new AtomicInteger();
    private int messagesAfterHandshake;

    @Test
    void everyPairOfEnginesShowsBothIdentities() throws Exception {
        for (TlsEngine client : engines()) {
            for (TlsEngine server : engines()) {
                assertIdentities(client, server);
            }
        }
    }

    /** In TLS 1.3 a ticket would be the first thing that a server sends after the handshake. */
    @Test
    void noSessionTicketIsSent() throws Exception {
        for (TlsEngine client : engines()) {
            for (TlsEngine server : engines()) {
                assertIdentities(client, server);
            }
        }
        assertEquals(0, messagesAfterHandshake);
    }

    @Test
    void eachSideChecksTheOtherOnce() throws Exception {
        for (TlsEngine client : engines()) {
            for (TlsEngine server : engines()) {
                checks.set(0);
                assertIdentities(client, server);
                assertEquals(2, checks.get(), client + " and " + server);
            }
        }
    }

    /** A dial that begins while its node ends would make contexts that nobody releases. */
    @Test
    void noHandlerIsMadeAfterTheEnd() {
        for (TlsEngine engine : engines()) {
            LinkTls ended = tls(engine, asker);
            ended.close();
            assertThrows(
                    SSLException.class,
                    () -> ended.handler(UnpooledByteBufAllocator.DEFAULT, true));
        }
    }

    private void assertIdentities(TlsEngine clientEngine, TlsEngine serverEngine) throws Exception {
        try (LinkTls client = tls(clientEngine, asker);
                LinkTls server = tls(serverEngine, acceptor)) {
            SslHandler from = client.handler(UnpooledByteBufAllocator.DEFAULT, true);
            SslHandler to = server.handler(UnpooledByteBufAllocator.DEFAULT, false);
            EmbeddedChannel here = new EmbeddedChannel(from);
            EmbeddedChannel there = new EmbeddedChannel(to);
            shake(here, there);
            assertTrue(from.handshakeFuture().isSuccess() && to.handshakeFuture().isSuccess());
            assertEquals(acceptor.publicKey(), shown(client.peer(from)));
            assertEquals(asker.publicKey(), shown(server.peer(to)));
            here.finishAndReleaseAll();
            there.finishAndReleaseAll();
        }
    }

    private static Object shown(PeerCertificate peer) {
        return assertInstanceOf(PeerCertificate.Shown.class, peer).identity();
    }

    private void shake(EmbeddedChannel here, EmbeddedChannel there) {
        SslHandler acceptorEnd = there.pipeline().get(SslHandler.class);
        boolean moved = true;
        while (moved) {
            moved = move(here, there);
            if (acceptorEnd.handshakeFuture().isSuccess()) {
                messagesAfterHandshake += there.outboundMessages().size();
            }
            moved |= move(there, here);
        }
    }

    private static boolean move(EmbeddedChannel from, EmbeddedChannel to) {
        boolean moved = false;
        for (ByteBuf bytes = from.readOutbound(); bytes != null; bytes = from.readOutbound()) {
            to.writeInbound(bytes);
            moved = true;
        }
        return moved;
    }

    private LinkTls tls(TlsEngine engine, IdentityKey key) {
        return new LinkTls(engine, key, new Counting(checks), RANDOM, InstantSource.fixed(NOW));
    }

    /** Counts the keys that signatures are checked with. */
    private record Counting(AtomicInteger checks) implements Ed25519 {
        @Override
        public String name() {
            return ED25519.name();
        }

        @Override
        public Signer signer(byte[] seed) {
            return ED25519.signer(seed);
        }

        @Override
        public Optional<Verifier> verifier(PublicKey peer) {
            checks.incrementAndGet();
            return ED25519.verifier(peer);
        }
    }

    private static List<TlsEngine> engines() {
        List<TlsEngine> engines = new ArrayList<>(List.of(TlsEngine.JDK));
        if (OpenSsl.isAvailable()) {
            engines.add(TlsEngine.BORINGSSL);
        }
        return engines;
    }
}
