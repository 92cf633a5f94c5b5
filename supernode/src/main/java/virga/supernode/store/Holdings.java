package virga.supernode.store;

import virga.protocol.identity.DomainId;
import virga.protocol.record.KeyRange;
import virga.protocol.record.KeyRanges;
import virga.protocol.record.Places;
import virga.protocol.record.RecordBody;
import virga.protocol.record.RecordBody.SuperNodeRecord;
import virga.protocol.record.RecordKind;
import virga.protocol.record.Slot;

/**
 * The keys that this node holds by the partition plan of that number (seed 003, 3.10.1).
 *
 * @param held those that it answers for
 * @param all these, and those that it only stores, since it has not received all of them yet
 * @param shown to other holders: those held, and those that it keeps until others have them
 */
record Holdings(KeyRanges held, KeyRanges all, KeyRanges shown, long plan) {
    /** An operator's. */
    static final Holdings WHOLE =
            new Holdings(KeyRanges.WHOLE, KeyRanges.WHOLE, KeyRanges.WHOLE, 0);

    /** That of a super which has not heard of its ranges yet. */
    static final Holdings NONE = new Holdings(KeyRanges.NONE, KeyRanges.NONE, KeyRanges.NONE, 0);

    static Holdings of(SuperNodeRecord own) {
        return new Holdings(
                own.held(),
                own.held().plus(own.receiving()),
                own.held().plus(own.leaving()),
                own.plan());
    }

    /** What every holder needs, whatever its ranges, is held by each. */
    boolean answersFor(Slot slot) {
        return everywhere(slot.kind()) || held.holds(slot.key());
    }

    /** Whether the record is stored here: under its own key, or another that it is found under. */
    boolean stores(RecordBody body) {
        return everywhere(Slot.of(body).kind()) || Places.of(body).stream().anyMatch(all::holds);
    }

    /** What part of a domain's keys is stored here. */
    double share(DomainId domain) {
        return all.equals(KeyRanges.WHOLE) ? 1 : all.share(KeyRange.of(domain));
    }

    private static boolean everywhere(RecordKind kind) {
        return switch (kind) {
            case SUPER_NODE, OPERATOR_NODE, REVOCATION_LIST, DOMAIN -> true;
            case NODE, NODE_INFO, DEVICE, TOMBSTONE -> false;
        };
    }
}
