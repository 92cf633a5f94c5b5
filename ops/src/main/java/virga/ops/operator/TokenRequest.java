package virga.ops.operator;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import virga.protocol.identity.Role;

/**
 * What a join token shall give: the most roles and labels, how often, and for how long from now.
 */
public record TokenRequest(
        String domain, Set<Role> roles, int uses, Duration life, List<String> labels) {
    public TokenRequest {
        roles = Set.copyOf(roles);
        labels = List.copyOf(labels);
    }
}
