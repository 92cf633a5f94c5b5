package virga.supernode.store;

import java.time.Instant;
import java.util.Optional;
import virga.protocol.identity.DomainId;
import virga.protocol.identity.NodeId;
import virga.protocol.identity.Role;
import virga.protocol.link.LinkPeer;
import virga.protocol.record.RecordBody.NodeRecord;
import virga.protocol.record.Verified;

/** The node that asks, as the Node record which its link proved says. */
record AdmittedPeer(Verified<NodeRecord> node) {
    /** Empty for a stranger, and for one whose admission has ended. */
    static Optional<AdmittedPeer> of(LinkPeer peer, Instant now) {
        return peer.node()
                .filter(node -> node.body().expires().isAfter(now))
                .map(AdmittedPeer::new);
    }

    NodeId id() {
        return node.body().id();
    }

    Instant admittedUntil() {
        return node.body().expires();
    }

    /** Supers and operators pass on what other nodes wrote, of any domain. */
    boolean passesOn() {
        return node.body().roles().contains(Role.SUPER)
                || node.body().roles().contains(Role.OPERATOR);
    }

    boolean operates() {
        return node.body().roles().contains(Role.OPERATOR);
    }

    /** Whether it may hear of the records that only concern the nodes of this domain. */
    boolean belongsTo(DomainId domain) {
        return id().domain().equals(domain) || passesOn();
    }
}
