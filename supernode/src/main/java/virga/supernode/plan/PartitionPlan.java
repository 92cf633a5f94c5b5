package virga.supernode.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import virga.protocol.identity.NodeId;
import virga.protocol.record.DhtKey;
import virga.protocol.record.KeyRange;
import virga.protocol.record.KeyRanges;

/**
 * Which super holds which keys (seed 003, 3.10.1): ranges over the whole key, each with R holders
 * or as many as there are supers. A function of the supers and the loads alone, so that two
 * operators of one network make the same plan, and no super can bend it.
 *
 * @param partitions in ascending order; together they hold every key
 */
public record PartitionPlan(List<Partition> partitions) {
    public PartitionPlan {
        partitions = List.copyOf(partitions);
    }

    /**
     * The plan.
     *
     * @param supers those that are to hold keys
     * @param secret known to the network's operators only: else whoever makes node keys until one
     *     fits could choose what it holds
     */
    public static PartitionPlan of(
            NavigableSet<NodeId> supers, Loads loads, PlanSettings settings, long secret) {
        List<NodeId> all = List.copyOf(supers);
        if (all.size() <= settings.holders()) {
            return new PartitionPlan(List.of(new Partition(KeyRange.WHOLE, all)));
        }
        int pieces = settings.rangesEach() * all.size();
        List<KeyRange> ranges = Splitting.split(loads, pieces, settings.entriesMin());
        return new PartitionPlan(new HolderChoice(all, loads, settings, secret).choose(ranges));
    }

    /** What each super holds; one that holds nothing is not in the map. */
    public Map<NodeId, KeyRanges> held() {
        Map<NodeId, List<KeyRange>> ranges = new HashMap<>();
        for (Partition partition : partitions) {
            for (NodeId holder : partition.holders()) {
                ranges.computeIfAbsent(holder, _ -> new ArrayList<>()).add(partition.range());
            }
        }
        Map<NodeId, KeyRanges> held = new TreeMap<>();
        ranges.forEach((holder, all) -> held.put(holder, KeyRanges.of(all)));
        return held;
    }

    public List<NodeId> holders(DhtKey key) {
        long position = KeyRange.position(key);
        int low = 0;
        int high = partitions.size() - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(partitions.get(middle).range().to(), position) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return partitions.get(low).holders();
    }
}
