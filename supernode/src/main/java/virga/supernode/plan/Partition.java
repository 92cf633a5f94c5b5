package virga.supernode.plan;

import java.util.List;
import virga.protocol.identity.NodeId;
import virga.protocol.record.KeyRange;

/** A range and the supers that hold it; none where there are none. */
public record Partition(KeyRange range, List<NodeId> holders) {
    public Partition {
        holders = List.copyOf(holders);
    }
}
