package virga.protocol.link;

import java.time.Duration;
import java.util.Optional;
import virga.protocol.identity.NodeId;
import virga.protocol.identity.PublicKey;
import virga.protocol.record.RecordBody.NodeRecord;
import virga.protocol.record.RecordBody.OperatorNodeRecord;
import virga.protocol.record.Verified;

/**
 * Who is at the other end, as TLS and its first frame proved. {@code node} is empty for a peer that
 * asks for admission; {@code operatorNode} is the operator that signed it. {@code clockOffset} is
 * the peer's clock minus ours, as its first frame told.
 */
public record LinkPeer(
        PublicKey publicKey,
        Optional<Verified<NodeRecord>> node,
        Optional<Verified<OperatorNodeRecord>> operatorNode,
        Duration clockOffset,
        long revocationNumber) {

    /** The admitted peer's id; a peer without admission has none. */
    public Optional<NodeId> id() {
        return node.map(record -> record.body().id());
    }
}
