package virga.ops.operator.registry;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import virga.protocol.Bytes;
import virga.protocol.identity.DomainId;
import virga.protocol.identity.Role;

/** A join token as the registry keeps it: the SHA-256 of its secret, never the secret. */
public record TokenEntry(
        Bytes secretHash,
        DomainId domain,
        Set<Role> roles,
        List<String> labels,
        int usesLeft,
        Instant expires) {
    public TokenEntry {
        roles = Set.copyOf(roles);
        labels = List.copyOf(labels);
    }
}
