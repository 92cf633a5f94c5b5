package virga.supernode.store;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import virga.protocol.identity.DomainId;
import virga.protocol.identity.NodeId;
import virga.protocol.identity.Role;
import virga.protocol.link.LinkPeer;

/** The node that asks, as the Node record which its link proved says. */
record AdmittedPeer(NodeId id, Set<Role> roles, Instant admittedUntil) {
    AdmittedPeer {
        roles = Set.copyOf(roles);
    }

    /** Empty for a stranger, and for one whose admission has ended. */
    static Optional<AdmittedPeer> of(LinkPeer peer, Instant now) {
        return peer.node()
                .map(node -> node.body())
                .filter(node -> node.expires().isAfter(now))
                .map(node -> new AdmittedPeer(node.id(), node.roles(), node.expires()));
    }

    /** Supers and operators pass on what other nodes wrote, of any domain. */
    boolean passesOn() {
        return roles.contains(Role.SUPER) || roles.contains(Role.OPERATOR);
    }

    /** Whether it may hear of the records that only concern the nodes of this domain. */
    boolean belongsTo(DomainId domain) {
        return id.domain().equals(domain) || passesOn();
    }
}
