package virga.ops.operator.registry;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import virga.protocol.Bytes;
import virga.protocol.identity.NodeId;
import virga.protocol.identity.PublicKey;
import virga.protocol.identity.Role;

/**
 * An admitted node as the registry keeps it. {@code name} may be empty; {@code token} is the
 * secret's hash of the token that admitted it, empty for the operator's own node.
 */
public record NodeEntry(
        NodeId id,
        PublicKey publicKey,
        String name,
        Set<Role> roles,
        List<String> labels,
        long version,
        Instant expires,
        Bytes token) {
    public NodeEntry {
        roles = Set.copyOf(roles);
        labels = List.copyOf(labels);
    }

    public boolean expiredAt(Instant now) {
        return !expires.isAfter(now);
    }
}
