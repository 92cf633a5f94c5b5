package virga.protocol.record;

import java.util.Comparator;
import virga.protocol.record.RecordBody.TombstoneRecord;

/**
 * A place for one record: a kind and a key. A tombstone stands in the slot of what it removed.
 * Ordered, so that keys which a stranger chose to collide in a hash table cost no more than a tree.
 */
public record Slot(RecordKind kind, DhtKey key) implements Comparable<Slot> {
    private static final Comparator<Slot> ORDER =
            Comparator.comparing(Slot::kind).thenComparing(Slot::key);

    public Slot {
        if (kind == RecordKind.TOMBSTONE) {
            throw new IllegalArgumentException("a tombstone stands in another kind's slot");
        }
    }

    public static Slot of(RecordBody body) {
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
