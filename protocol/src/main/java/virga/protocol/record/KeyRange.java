package virga.protocol.record;

import java.util.Arrays;
import java.util.HexFormat;
import virga.protocol.Bytes;
import virga.protocol.identity.DomainId;

/**
 * A range of the DHT's keys (seed 003, 3.10.1), by their positions, both ends included. A key's
 * position is its first 8 bytes as an unsigned number: its domain and the first 4 bytes of its
 * hash, so that a large domain can be parted too.
 */
public record KeyRange(long from, long to) implements Comparable<KeyRange> {
    /** Every key there is. */
    public static final KeyRange WHOLE = new KeyRange(0, -1);

    private static final int HASH_SHOWN_BYTES = Long.BYTES - DomainId.LENGTH_BYTES;

    public KeyRange {
        if (Long.compareUnsigned(from, to) > 0) {
            throw new IllegalArgumentException("a range ends before it starts");
        }
    }

    /** All keys of a domain. */
    public static KeyRange of(DomainId domain) {
        long first = (long) domain.value() << Integer.SIZE;
        return new KeyRange(first, first | 0xffff_ffffL);
    }

    /** Where a key stands. */
    public static long position(DhtKey key) {
        long hash = Integer.toUnsignedLong(key.hash().view().getInt());
        return ((long) key.domain().value() << Integer.SIZE) | hash;
    }

    public boolean holds(DhtKey key) {
        return holds(position(key));
    }

    public boolean holds(long position) {
        return Long.compareUnsigned(from, position) <= 0 && Long.compareUnsigned(position, to) <= 0;
    }

    public boolean meets(KeyRange other) {
        return Long.compareUnsigned(from, other.to) <= 0
                && Long.compareUnsigned(other.from, to) <= 0;
    }

    /** The lowest key of the range. */
    public DhtKey firstKey() {
        return key(from, (byte) 0);
    }

    /** The highest one. */
    public DhtKey lastKey() {
        return key(to, (byte) -1);
    }

    private static DhtKey key(long position, byte rest) {
        byte[] hash = new byte[DhtKey.HASH_LENGTH_BYTES];
        Arrays.fill(hash, rest);
        for (int i = 0; i < HASH_SHOWN_BYTES; i++) {
            hash[i] = (byte) (position >>> ((HASH_SHOWN_BYTES - 1 - i) * Byte.SIZE));
        }
        return new DhtKey(new DomainId((int) (position >>> Integer.SIZE)), Bytes.owning(hash));
    }

    @Override
    public int compareTo(KeyRange other) {
        int byFrom = Long.compareUnsigned(from, other.from);
        return byFrom != 0 ? byFrom : Long.compareUnsigned(to, other.to);
    }

    /** Both positions in hexadecimal. */
    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(from) + "-" + hex.toHexDigits(to);
    }
}
