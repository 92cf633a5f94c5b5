package virga.supernode.store;

import java.util.Comparator;
import virga.protocol.record.DhtKey;
import virga.protocol.record.RecordBody;
import virga.protocol.record.RecordBody.TombstoneRecord;
import virga.protocol.record.RecordKind;

/**
 * A place for one record: a kind and a key. A tombstone stands in the slot of what it removed.
 * Ordered, so that keys which a stranger chose to collide in a hash table cost no more than a tree.
 */
record Slot(RecordKind kind, DhtKey key) implements Comparable<Slot> {
    private static final Comparator<Slot> ORDER =
            Comparator.comparing(Slot::kind).thenComparing(Slot::key);

    static Slot of(RecordBody body) {
        return switch (body) {
            case TombstoneRecord tombstone -> new Slot(tombstone.removed(), tombstone.key());
            case RecordBody record -> new Slot(record.kind(), record.key());
        };
    }

    @Override
    public int compareTo(Slot other) {
        return ORDER.compare(this, other);
    }
}
