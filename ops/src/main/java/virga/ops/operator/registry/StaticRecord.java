package virga.ops.operator.registry;

import java.time.Instant;
import virga.protocol.record.DhtKey;
import virga.protocol.record.RecordBody;
import virga.protocol.record.RecordBody.TombstoneRecord;
import virga.protocol.record.RecordKind;
import virga.protocol.record.SignedRecord;
import virga.protocol.record.Verified;

/**
 * A record that the operator keeps and the supers are given. {@code about} is the kind that stands
 * at {@code key}: the removed one's in a tombstone. {@code change} is 0 until the registry wrote
 * it.
 */
public record StaticRecord(
        RecordKind about,
        DhtKey key,
        long version,
        Instant expires,
        SignedRecord signed,
        long change) {

    public static StaticRecord of(Verified<? extends RecordBody> record) {
        RecordBody body = record.body();
        RecordKind about =
                body instanceof TombstoneRecord tombstone ? tombstone.removed() : body.kind();
        return new StaticRecord(
                about, body.key(), body.version(), body.expires(), record.signed(), 0);
    }
}
