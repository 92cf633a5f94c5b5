package virga.supernode.store;

import java.util.Optional;
import virga.protocol.record.DhtKey;
import virga.protocol.record.RecordBody.SuperNodeRecord;

/**
 * The keys that this node holds, both ends included, by the partition plan of that number (seed
 * 003, 3.10.1).
 */
record HeldRange(DhtKey from, DhtKey to, long plan) {
    /** An operator's, and that of a super which has not heard of its partition yet. */
    static final HeldRange WHOLE = new HeldRange(DhtKey.WELL_KNOWN, DhtKey.LAST, 0);

    static HeldRange of(Optional<SuperNodeRecord> own) {
        return own.map(node -> new HeldRange(node.from(), node.to(), node.plan())).orElse(WHOLE);
    }

    /** What every holder needs, whatever its range, is held by each. */
    boolean covers(Slot slot) {
        return switch (slot.kind()) {
            case SUPER_NODE, OPERATOR_NODE, REVOCATION_LIST, DOMAIN -> true;
            case NODE, NODE_INFO, DEVICE, TOMBSTONE -> covers(slot.key());
        };
    }

    private boolean covers(DhtKey key) {
        return from.compareTo(key) <= 0 && key.compareTo(to) <= 0;
    }
}
