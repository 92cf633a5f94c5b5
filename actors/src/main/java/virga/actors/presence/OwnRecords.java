package virga.actors.presence;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import virga.protocol.Bytes;
import virga.protocol.membership.Membership;
import virga.protocol.message.Message;
import virga.protocol.record.DomainKey;
import virga.protocol.record.LocationId;
import virga.protocol.record.RecordBody.NodeInfoRecord;
import virga.protocol.record.RecordBody.NodeRecord;
import virga.protocol.record.RecordBody.OperatorNodeRecord;
import virga.protocol.record.RecordSigner;
import virga.protocol.record.Sealed;
import virga.protocol.record.SealedCodec;
import virga.protocol.record.SignedRecord;
import virga.protocol.record.Verified;

/** Makes what a node says of itself, and checks what the operator says of it. */
record OwnRecords(PresenceStart start) {
    /** Location keys of one NodeInfo. */
    static final int LOCATIONS_MAX = 16;

    /** A signed NodeInfo; what strangers' supers need not know is sealed for the domain. */
    SignedRecord nodeInfo(Sealed.Whereabouts here, long version, Instant now) {
        Membership in = membership();
        NodeRecord node = in.node().body();
        DomainKey domainKey = in.domainKey();
        List<Bytes> locationKeys =
                here.locations().stream()
                        .limit(LOCATIONS_MAX)
                        .map(domainKey::locationKey)
                        .sorted()
                        .toList();
        NodeInfoRecord info =
                new NodeInfoRecord(
                        node.id(),
                        node.publicKey(),
                        version,
                        now.plus(Presence.INFO_LIFE),
                        locationKeys,
                        SealedCodec.seal(here, domainKey, node.key(), start.random()),
                        Instant.EPOCH);
        return RecordSigner.sign(info, start.key()).signed();
    }

    /** Only the locations that this node may claim: LANs, and labels of its Node record. */
    Set<LocationId> allowed(Set<LocationId> locations) {
        List<String> labels = membership().node().body().labels();
        return locations.stream()
                .filter(
                        location ->
                                !(location instanceof LocationId.Label(String label))
                                        || labels.contains(label))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The membership that a renewal makes; empty where its records are not to be believed. */
    Optional<Membership> renewed(Message.Renewed answer, Instant now) {
        Membership old = membership();
        Optional<Verified<OperatorNodeRecord>> operator =
                start.verifier()
                        .verify(answer.operatorNode(), OperatorNodeRecord.class, now)
                        .accepted();
        operator.ifPresent(record -> start.verifier().learn(record, now));
        Optional<Verified<NodeRecord>> node =
                start.verifier()
                        .verify(answer.node(), NodeRecord.class, now)
                        .accepted()
                        .filter(record -> record.body().id().equals(old.node().body().id()));
        boolean signedByIt =
                operator.isPresent()
                        && node.isPresent()
                        && node.get().body().operator().equals(operator.get().body().publicKey());
        return signedByIt ? Optional.of(old.renewed(node.get(), operator.get())) : Optional.empty();
    }

    Membership membership() {
        return start.membership()
                .current()
                .orElseThrow(() -> new IllegalStateException("presence without membership"));
    }
}
