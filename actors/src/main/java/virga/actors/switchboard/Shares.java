package virga.actors.switchboard;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import virga.protocol.identity.DomainId;
import virga.protocol.identity.NodeId;
import virga.protocol.identity.PublicKey;
import virga.protocol.link.LinkPeer;

/**
 * Places that all peers share, counted as questions or bytes. A domain may hold half of what the
 * other domains leave, and a peer half of what the others of its domain leave of that: alone it has
 * a quarter, and whoever fills its share leaves some to who comes next. Very many peers would leave
 * nothing, so each has a few places of its own besides, which are not shared. Those without
 * admission count as one domain. Not thread safe.
 */
public final class Shares {
    /** Each, a domain of the whole and a peer of its domain, has one part in so many. */
    static final int PARTS = 2;

    private final int placesMax;
    private final int own;
    private final Map<Optional<DomainId>, Domain> domains = new HashMap<>();
    private int shared;
    private int held;

    /** Who takes places; {@code domain} is empty for a peer without admission. */
    public record Holder(Optional<DomainId> domain, PublicKey key) {
        public static Holder of(LinkPeer peer) {
            return new Holder(peer.id().map(NodeId::domain), peer.publicKey());
        }
    }

    private static final class Domain {
        final Map<PublicKey, Integer> byPeer = new HashMap<>();
        int shared;
    }

    /** {@code ownMin}: places of its own that a peer has besides, but never more than all share. */
    public Shares(int placesMax, int ownMin) {
        if (placesMax < 1 || ownMin < 1) {
            throw new IllegalArgumentException("there is at least one place to share");
        }
        this.placesMax = placesMax;
        this.own = Math.min(ownMin, placesMax);
    }

    /** Takes as many of {@code wanted} places as the peer's share has, and returns how many. */
    public int take(Holder peer, int wanted) {
        int granted = Math.clamp(left(peer), 0, wanted);
        if (granted > 0) {
            move(peer, granted);
        }
        return granted;
    }

    /** Takes all of {@code wanted}, or none where they do not fit. */
    boolean takeAll(Holder peer, int wanted) {
        return left(peer) >= wanted && take(peer, wanted) == wanted;
    }

    private int left(Holder peer) {
        Domain domain = domains.get(peer.domain());
        int ofDomain = domain == null ? 0 : domain.shared;
        int mine = domain == null ? 0 : domain.byPeer.getOrDefault(peer.key(), 0);
        int domainMost = (placesMax - (shared - ofDomain)) / PARTS;
        int most = (domainMost - (ofDomain - sharedOf(mine))) / PARTS;
        // Others may have come since this peer took its share: then it has too much.
        return Math.max(0, own + Math.max(0, most) - mine);
    }

    /** Gives back places that {@link #take} gave. */
    public void giveBack(Holder peer, int places) {
        if (places > 0) {
            move(peer, -places);
        }
    }

    private void move(Holder peer, int places) {
        Domain domain = domains.computeIfAbsent(peer.domain(), id -> new Domain());
        int before = domain.byPeer.getOrDefault(peer.key(), 0);
        int after = before + places;
        int more = sharedOf(after) - sharedOf(before);
        domain.shared += more;
        shared += more;
        held += places;
        if (after > 0) {
            domain.byPeer.put(peer.key(), after);
        } else {
            domain.byPeer.remove(peer.key());
            if (domain.byPeer.isEmpty()) {
                domains.remove(peer.domain());
            }
        }
    }

    private int sharedOf(int mine) {
        return Math.max(0, mine - own);
    }

    /** Places taken by all. */
    public int held() {
        return held;
    }
}
