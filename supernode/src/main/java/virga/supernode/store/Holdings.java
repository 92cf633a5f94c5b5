package virga.supernode.store;

import virga.protocol.record.KeyRanges;
import virga.protocol.record.RecordBody.SuperNodeRecord;
import virga.protocol.record.Slot;

/**
 * The keys that this node holds by the partition plan of that number (seed 003, 3.10.1): those that
 * it answers for, and those that it only stores, since it has not received all of them yet.
 */
record Holdings(KeyRanges held, KeyRanges receiving, long plan) {
    /** An operator's. */
    static final Holdings WHOLE = new Holdings(KeyRanges.WHOLE, KeyRanges.NONE, 0);

    /** That of a super which has not heard of its ranges yet. */
    static final Holdings NONE = new Holdings(KeyRanges.NONE, KeyRanges.NONE, 0);

    static Holdings of(SuperNodeRecord own) {
        return new Holdings(own.held(), own.receiving(), own.plan());
    }

    /** What every holder needs, whatever its ranges, is held by each. */
    boolean answersFor(Slot slot) {
        return switch (slot.kind()) {
            case SUPER_NODE, OPERATOR_NODE, REVOCATION_LIST, DOMAIN -> true;
            case NODE, NODE_INFO, DEVICE, TOMBSTONE -> held.holds(slot.key());
        };
    }
}
