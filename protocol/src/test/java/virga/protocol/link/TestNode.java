package virga.protocol.link;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import virga.protocol.carrier.Candidate;
import virga.protocol.carrier.CandidateAddress;
import virga.protocol.carrier.Carrier;
import virga.protocol.identity.IdentityKey;
import virga.protocol.identity.NodeId;
import virga.protocol.message.Envelope;
import virga.protocol.mux.IncomingStream;
import virga.protocol.tls.TlsEngine;

/** A node of a test, with what its links told it. */
final class TestNode implements LinkEvents, AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(30);

    final IdentityKey key;
    final Optional<Admission> admission;
    final LinkEndpoint endpoint;
    final BlockingQueue<Link> opened = new LinkedBlockingQueue<>();
    final BlockingQueue<LinkEnd> closed = new LinkedBlockingQueue<>();
    final BlockingQueue<List<Envelope>> flights = new LinkedBlockingQueue<>();
    BiConsumer<TunnelTarget, IncomingStream> answerer = (target, stream) -> {};
    BiConsumer<Link, List<Envelope>> onFlight = (link, envelopes) -> flights.add(envelopes);
    @Nullable Listener listener;

    /** What a test may choose of a node. */
    record Choices(LinkLimits limits, TlsEngine tls, InstantSource clock) {
        static final Choices USUAL =
                new Choices(LinkLimits.DEFAULT, TlsEngine.best(), InstantSource.system());

        Choices with(InstantSource other) {
            return new Choices(limits, tls, other);
        }

        Choices with(TlsEngine other) {
            return new Choices(limits, other, clock);
        }

        Choices with(LinkLimits other) {
            return new Choices(other, tls, clock);
        }
    }

    TestNode(EventLoops loops, IdentityKey key, Optional<Admission> admission, Choices choices) {
        this.key = key;
        this.admission = admission;
        this.endpoint =
                new LinkEndpoint(
                        new LinkSettings(
                                key,
                                () -> admission,
                                () -> 7,
                                LinkPolicy.ofDomains(() -> admission),
                                this,
                                choices.limits(),
                                new LinkSettings.Environment(
                                        loops,
                                        choices.tls(),
                                        Network.ED25519,
                                        choices.clock(),
                                        Network.RANDOM)));
    }

    NodeId id() {
        return admission.orElseThrow().node().body().id();
    }

    /** Listens on IPv4 loopback and returns where. */
    Candidate listen() {
        return listen(InetAddress.ofLiteral("127.0.0.1"));
    }

    Candidate listen(InetAddress address) {
        listener = endpoint.listen(new InetSocketAddress(address, 0)).toCompletableFuture().join();
        return new Candidate(Carrier.DIRECT, CandidateAddress.Ip.of(listener.address()));
    }

    Link dial(Candidate candidate, ExpectedPeer expected) {
        return endpoint.dial(candidate, expected, PATIENCE).toCompletableFuture().join();
    }

    LinkException dialFails(Candidate candidate, ExpectedPeer expected) {
        CompletionException failure =
                assertThrows(CompletionException.class, () -> dial(candidate, expected));
        return assertInstanceOf(LinkException.class, Objects.requireNonNull(failure.getCause()));
    }

    static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertNotNull(next, "nothing came");
        return next;
    }

    @Override
    public void onOpen(Link link) {
        opened.add(link);
    }

    @Override
    public void onFlight(Link link, List<Envelope> envelopes, int lengthBytes) {
        onFlight.accept(link, envelopes);
    }

    @Override
    public void onStream(Link link, TunnelTarget target, IncomingStream stream) {
        answerer.accept(target, stream);
    }

    @Override
    public void onWritable(Link link) {}

    @Override
    public void onClosed(Link link, LinkEnd reason) {
        closed.add(reason);
    }

    @Override
    public void close() {
        Listener open = listener;
        if (open != null) {
            open.close().toCompletableFuture().join();
        }
        endpoint.close();
    }
}
