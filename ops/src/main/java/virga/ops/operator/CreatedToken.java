package virga.ops.operator;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import virga.protocol.identity.Role;

/** A join token; {@code text} is the only copy of its secret. */
public record CreatedToken(
        String text,
        String domain,
        Set<Role> roles,
        List<String> labels,
        int uses,
        Instant expires) {
    public CreatedToken {
        roles = Set.copyOf(roles);
        labels = List.copyOf(labels);
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "CreatedToken[" + domain + ", " + roles + ", " + uses + " uses]";
    }
}
