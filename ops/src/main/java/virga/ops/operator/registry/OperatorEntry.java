package virga.ops.operator.registry;

import java.time.Instant;
import virga.protocol.identity.DomainId;
import virga.protocol.identity.NodeId;
import virga.protocol.identity.PublicKey;

/** An operator that is at work on the registry: the key it signs with, its node's own. */
public record OperatorEntry(PublicKey key, DomainId domain, Instant added) {
    public NodeId node() {
        return NodeId.of(domain, key);
    }
}
