package virga.protocol.link;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import virga.protocol.identity.Role;
import virga.protocol.record.RecordBody.NodeRecord;

/** Which of the peers that proved who they are may keep a link. Thread safe. */
public interface LinkPolicy {
    Decision decide(LinkPeer peer);

    /** What becomes of a link. */
    sealed interface Decision {
        /** It stays; {@code streams}: the peer may open streams. */
        record Stay(boolean streams) implements Decision {}

        record Refuse(LinkEnd why) implements Decision {}
    }

    /**
     * Nodes of one domain meet with all rights; nodes of two only where one of them is a super or
     * an operator, and without streams; unadmitted nodes only at an operator. A node that has no
     * admission itself takes what it dialed.
     */
    static LinkPolicy ofDomains(Supplier<Optional<Admission>> own) {
        return peer ->
                own.get()
                        .map(admission -> decide(admission.node().body(), peer))
                        .orElse(new Decision.Stay(false));
    }

    /**
     * As {@code usual}; but while {@code stale} says that this node may not know who was revoked,
     * only supers and operators stay, by whom it hears of that, and they open no streams.
     */
    static LinkPolicy strict(LinkPolicy usual, BooleanSupplier stale) {
        return peer -> {
            Decision decision = usual.decide(peer);
            if (!(decision instanceof Decision.Stay) || !stale.getAsBoolean()) {
                return decision;
            }
            return peer.node().filter(node -> servesAll(node.body().roles())).isPresent()
                    ? new Decision.Stay(false)
                    : new Decision.Refuse(LinkEnd.STALE);
        };
    }

    private static Decision decide(NodeRecord own, LinkPeer peer) {
        if (peer.node().isEmpty()) {
            return own.roles().contains(Role.OPERATOR)
                    ? new Decision.Stay(false)
                    : new Decision.Refuse(LinkEnd.NOT_ADMITTED);
        }
        NodeRecord other = peer.node().get().body();
        if (own.id().domain().equals(other.id().domain())) {
            return new Decision.Stay(true);
        }
        return servesAll(own.roles()) || servesAll(other.roles())
                ? new Decision.Stay(false)
                : new Decision.Refuse(LinkEnd.OTHER_DOMAIN);
    }

    private static boolean servesAll(Set<Role> roles) {
        EnumSet<Role> serving = EnumSet.of(Role.SUPER, Role.OPERATOR);
        serving.retainAll(roles);
        return !serving.isEmpty();
    }
}
