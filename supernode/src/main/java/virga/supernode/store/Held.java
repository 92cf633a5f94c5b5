package virga.supernode.store;

import java.time.Instant;
import virga.protocol.record.RecordKind;
import virga.protocol.record.SignedRecord;

/**
 * What stands in a slot. {@code keptUntil}: the slot is free again from that moment on; later than
 * the record's own expiry only for a tombstone whose removed record would have lived longer.
 */
record Held(SignedRecord signed, long version, Instant keptUntil) {
    boolean tombstone() {
        return signed.kind() == RecordKind.TOMBSTONE;
    }
}
