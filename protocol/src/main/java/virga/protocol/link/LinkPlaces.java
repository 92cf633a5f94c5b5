package virga.protocol.link;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import virga.protocol.Bytes;
import virga.protocol.identity.DomainId;
import virga.protocol.identity.NodeId;

/**
 * The room a node has for open links. One peer, and one address of strangers, has a share of it, so
 * that neither can keep all others out. Thread safe.
 */
final class LinkPlaces {
    /** Links with one key: some carriers both ways, and older ones that drain. */
    static final int PER_KEY_MAX = 32;

    /** Links with strangers at one IPv4 address or IPv6 /64; loopback is free. */
    static final int STRANGERS_PER_ADDRESS_MAX = 16;

    private final LinkLimits limits;
    private final Map<Optional<DomainId>, Integer> taken = new HashMap<>();
    private final Map<Bytes, Integer> byShare = new HashMap<>();
    private int total;

    LinkPlaces(LinkLimits limits) {
        this.limits = limits;
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
        int sameDomainMax =
                domain.isPresent() ? limits.linksPerDomainMax() : limits.unadmittedMax();
        if (total >= limits.linksMax() || sameDomain >= sameDomainMax) {
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
