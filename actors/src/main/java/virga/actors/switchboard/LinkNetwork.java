package virga.actors.switchboard;

import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import virga.actors.settings.NodeLimits;
import virga.protocol.identity.IdentityKey;
import virga.protocol.link.Admission;
import virga.protocol.link.LinkEnd;
import virga.protocol.link.LinkEndpoint;
import virga.protocol.link.LinkEvents;
import virga.protocol.link.LinkLimits;
import virga.protocol.link.LinkPolicy;
import virga.protocol.link.LinkSettings;
import virga.protocol.link.Listener;

/** The protocol's links over one {@link LinkEndpoint}. */
public final class LinkNetwork implements Network {
    /**
     * What it works with.
     *
     * @param admission asked anew for each link, so that a renewal shows at once
     * @param policy which of the peers that proved who they are may stay
     * @param revocationNumber of the revocation list in force
     * @param listen empty for a node without listener; port 0 lets the system choose
     */
    public record Start(
            IdentityKey key,
            Supplier<Optional<Admission>> admission,
            LinkPolicy policy,
            LongSupplier revocationNumber,
            Optional<InetSocketAddress> listen,
            NodeLimits limits,
            LinkSettings.Environment environment) {}

    private final Start start;
    private volatile @Nullable LinkEndpoint endpoint;
    private volatile @Nullable Listener listener;

    public LinkNetwork(Start start) {
        this.start = start;
    }

    @Override
    public CompletionStage<Optional<InetSocketAddress>> open(LinkEvents events) {
        LinkEndpoint opened =
                new LinkEndpoint(
                        new LinkSettings(
                                start.key(),
                                start.admission(),
                                start.revocationNumber(),
                                start.policy(),
                                events,
                                limits(start.limits()),
                                start.environment()));
        endpoint = opened;
        if (start.listen().isEmpty()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return opened.listen(start.listen().get())
                .thenApply(
                        listening -> {
                            listener = listening;
                            return Optional.of(listening.address());
                        });
    }

    private static LinkLimits limits(NodeLimits limits) {
        LinkLimits usual = LinkLimits.DEFAULT;
        return new LinkLimits(
                limits.linksMax(),
                limits.linksPerForeignDomainMax(),
                usual.unadmittedMax(),
                usual.unadmittedLife(),
                usual.handshakesMax(),
                usual.handshakesPerAddressMax(),
                usual.acceptsPerSecondMax(),
                usual.handshakeTimeout(),
                usual.mux());
    }

    @Override
    public CompletionStage<Dialled> dial(Target target, Duration timeout) {
        LinkEndpoint opened = endpoint;
        if (opened == null) {
            return CompletableFuture.completedFuture(new Dialled.Failed(List.of()));
        }
        EventLoop loop = start.environment().loops().group().next();
        return DialRace.run(
                loop,
                target.candidates(),
                timeout,
                (candidate, left) -> opened.dial(candidate, target.expected(), left));
    }

    @Override
    public Map<LinkEnd, Long> sentAway() {
        LinkEndpoint opened = endpoint;
        return opened == null ? Map.of() : opened.counters().sentAway();
    }

    @Override
    public void close() {
        Listener listening = listener;
        if (listening != null) {
            listening.close();
        }
        LinkEndpoint opened = endpoint;
        if (opened != null) {
            opened.close();
        }
    }
}
