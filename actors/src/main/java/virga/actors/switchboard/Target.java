package virga.actors.switchboard;

import java.util.List;
import virga.protocol.carrier.Candidate;
import virga.protocol.identity.NodeId;
import virga.protocol.link.ExpectedPeer;

/**
 * Whom to reach and where to try, best first. The candidates are used only where no link is open. A
 * target that is this node itself is served without a network and needs none.
 */
public record Target(ExpectedPeer expected, List<Candidate> candidates) {
    public Target {
        candidates = List.copyOf(candidates);
    }

    public static Target node(NodeId id, List<Candidate> candidates) {
        return new Target(new ExpectedPeer.Node(id), candidates);
    }
}
