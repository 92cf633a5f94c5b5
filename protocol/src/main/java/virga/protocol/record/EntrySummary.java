package virga.protocol.record;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import virga.protocol.Bytes;

/**
 * One entry of a range, for comparing what two holders have.
 *
 * @param found the key under which the record is found: its own, or another
 * @param slot the record's own place
 * @param digest says all of it, and the record's body, in 64 bits
 */
public record EntrySummary(DhtKey found, Slot slot, long version, long digest) {
    private static final int CURSOR_LENGTH_BYTES = 2 * DhtKey.LENGTH_BYTES + 1;
    private static final byte[] PREFIX = "virga entry 1".getBytes(StandardCharsets.US_ASCII);

    /** Where the entry stands in the order of a range's entries: 73 bytes, compared as such. */
    public Bytes cursor() {
        return Bytes.owning(
                ByteBuffer.allocate(CURSOR_LENGTH_BYTES)
                        .put(found.toBytes().borrowed())
                        .put((byte) slot.kind().number())
                        .put(slot.key().toBytes().borrowed())
                        .array());
    }

    public static EntrySummary of(DhtKey found, Slot slot, long version, Bytes body) {
        byte[] hash = Bytes.sha256(body.borrowed()).borrowed();
        ByteBuffer said =
                ByteBuffer.allocate(
                                PREFIX.length
                                        + 2 * DhtKey.LENGTH_BYTES
                                        + 1
                                        + Long.BYTES
                                        + hash.length)
                        .put(PREFIX)
                        .put(found.toBytes().borrowed())
                        .put((byte) slot.kind().number())
                        .put(slot.key().toBytes().borrowed())
                        .putLong(version)
                        .put(hash);
        long digest = Bytes.sha256(said.array()).view().getLong();
        return new EntrySummary(found, slot, version, digest);
    }
}
