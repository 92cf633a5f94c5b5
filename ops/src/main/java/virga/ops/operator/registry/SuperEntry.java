package virga.ops.operator.registry;

import java.time.Instant;
import java.util.List;
import virga.protocol.Bytes;
import virga.protocol.carrier.Candidate;
import virga.protocol.identity.NodeId;

/**
 * A node that offered itself as a super.
 *
 * @param candidates where it can be dialled
 * @param store 16 bytes: another number says that what its store held is lost
 * @param seen when it last answered an operator
 * @param joined number of the last change when it came: what holders had before is received from
 *     them
 * @param fed number of the last change that it was given
 */
public record SuperEntry(
        NodeId id, List<Candidate> candidates, Bytes store, Instant seen, long joined, long fed) {
    public SuperEntry {
        candidates = List.copyOf(candidates);
    }
}
