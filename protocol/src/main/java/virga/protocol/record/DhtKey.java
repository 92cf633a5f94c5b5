package virga.protocol.record;

import java.nio.ByteBuffer;
import java.util.Optional;
import virga.protocol.Bytes;
import virga.protocol.identity.DomainId;
import virga.protocol.identity.NodeId;

/** A place in the DHT: a domain and 32 bytes, ordered as 36 unsigned bytes (seed 003, 3.10). */
public record DhtKey(DomainId domain, Bytes hash) implements Comparable<DhtKey> {
    public static final int HASH_LENGTH_BYTES = 32;
    public static final int LENGTH_BYTES = DomainId.LENGTH_BYTES + HASH_LENGTH_BYTES;

    /**
     * Key of what exists once in a network: 36 zero bytes, also the first key of the whole space.
     */
    public static final DhtKey WELL_KNOWN =
            new DhtKey(new DomainId(0), Bytes.owning(new byte[HASH_LENGTH_BYTES]));

    /** The last key of the whole space. */
    public static final DhtKey LAST =
            new DhtKey(new DomainId(-1), Bytes.ofHex("ff".repeat(HASH_LENGTH_BYTES)));

    public DhtKey {
        if (hash.length() != HASH_LENGTH_BYTES) {
            throw new IllegalArgumentException("a key has 32 bytes, not " + hash.length());
        }
    }

    public static DhtKey of(NodeId id) {
        return new DhtKey(id.domain(), id.keyHash());
    }

    /** Parses the 36 bytes of {@link #toBytes()}. */
    public static DhtKey fromBytes(Bytes bytes) {
        if (bytes.length() != LENGTH_BYTES) {
            throw new IllegalArgumentException("a DHT key has 36 bytes, not " + bytes.length());
        }
        return new DhtKey(
                new DomainId(bytes.view().getInt()),
                bytes.slice(DomainId.LENGTH_BYTES, LENGTH_BYTES));
    }

    public Bytes toBytes() {
        byte[] out = new byte[LENGTH_BYTES];
        ByteBuffer.wrap(out).putInt(domain.value());
        hash.copyTo(out, DomainId.LENGTH_BYTES);
        return Bytes.owning(out);
    }

    /** The key that follows this one in its domain; empty after the domain's last. */
    public Optional<DhtKey> next() {
        byte[] bytes = hash.toArray();
        for (int i = bytes.length - 1; i >= 0; i--) {
            bytes[i]++;
            if (bytes[i] != 0) {
                return Optional.of(new DhtKey(domain, Bytes.owning(bytes)));
            }
        }
        return Optional.empty();
    }

    @Override
    public int compareTo(DhtKey other) {
        int byDomain = domain.compareTo(other.domain);
        return byDomain != 0 ? byDomain : hash.compareTo(other.hash);
    }

    @Override
    public String toString() {
        return domain + "/" + hash;
    }
}
