package virga.protocol.link;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import virga.protocol.Bytes;
import virga.protocol.identity.DomainId;
import virga.protocol.identity.NodeId;

/**
 * The room a node has for open links. One peer, one foreign domain, and one address of strangers
 * has a share of it, so that none can keep all others out. Thread safe.
 */
final class LinkPlaces {
    /** Links with one key: some carriers both ways, and older ones that drain. */
    static final int PER_KEY_MAX = 32;

    /** Links with strangers at one IPv4 address or IPv6 /64; loopback is free. */
    static final int STRANGERS_PER_ADDRESS_MAX = 16;

    private final LinkLimits limits;
    private final Supplier<Optional<DomainId>> ownDomain;
    private final Map<Optional<DomainId>, Integer> taken = new HashMap<>();
    private final Map<Bytes, Integer> byShare = new HashMap<>();
    private int total;

    /** {@code ownDomain}: this node's, empty until it is admitted. */
    LinkPlaces(LinkLimits limits, Supplier<Optional<DomainId>> ownDomain) {
        this.limits = limits;
        this.ownDomain = ownDomain;
    }

    /**
     * Takes a place for a link with {@code peer} at {@code from}, to be given back; false if there
     * is none.
     */
    synchronized boolean take(LinkPeer peer, SocketAddress from) {
        Optional<Bytes> share = share(peer, from);
        int shareMax = peer.node().isPresent() ? PER_KEY_MAX : STRANGERS_PER_ADDRESS_MAX;
        if (share.isPresent() && byShare.getOrDefault(share.get(), 0) >= shareMax) {
            return false;
        }
        Optional<DomainId> domain = domain(peer);
        int sameDomain = taken.getOrDefault(domain, 0);
        if (total >= limits.linksMax() || sameDomain >= domainMax(domain)) {
            return false;
        }
        total++;
        taken.put(domain, sameDomain + 1);
        share.ifPresent(mine -> byShare.merge(mine, 1, Integer::sum));
        return true;
    }

    synchronized void giveBack(LinkPeer peer, SocketAddress from) {
        total--;
        taken.computeIfPresent(domain(peer), (domain, count) -> count == 1 ? null : count - 1);
        share(peer, from)
                .ifPresent(
                        mine ->
                                byShare.computeIfPresent(
                                        mine, (share, count) -> count == 1 ? null : count - 1));
    }

    private int domainMax(Optional<DomainId> domain) {
        if (domain.isEmpty()) {
            return limits.unadmittedMax();
        }
        return domain.equals(ownDomain.get())
                ? limits.linksMax()
                : limits.linksPerForeignDomainMax();
    }

    private static Optional<Bytes> share(LinkPeer peer, SocketAddress from) {
        if (peer.node().isPresent()) {
            return Optional.of(peer.publicKey().encoded());
        }
        return from instanceof InetSocketAddress ip && !ip.getAddress().isLoopbackAddress()
                ? Optional.of(HandshakeGate.site(ip.getAddress()))
                : Optional.empty();
    }

    private static Optional<DomainId> domain(LinkPeer peer) {
        return peer.id().map(NodeId::domain);
    }
}
