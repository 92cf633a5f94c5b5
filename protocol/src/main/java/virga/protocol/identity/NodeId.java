package virga.protocol.identity;

import java.nio.ByteBuffer;
import virga.protocol.Bytes;

/**
 * A node: its domain and the SHA-256 of its Ed25519 public key. Text: {@code dfe47365.} and 52
 * characters of lower-case base32 (RFC 4648, no padding).
 */
public record NodeId(DomainId domain, Bytes keyHash) implements Comparable<NodeId> {
    public static final int HASH_LENGTH_BYTES = 32;
    public static final int LENGTH_BYTES = DomainId.LENGTH_BYTES + HASH_LENGTH_BYTES;

    public NodeId {
        if (keyHash.length() != HASH_LENGTH_BYTES) {
            throw new IllegalArgumentException("a key hash has 32 bytes, not " + keyHash.length());
        }
    }

    public static NodeId of(DomainId domain, PublicKey key) {
        return new NodeId(domain, key.hash());
    }

    /** Parses the full text form; a wrong one is an {@link IllegalArgumentException}. */
    public static NodeId parse(String text) {
        int dot = text.indexOf('.');
        if (dot < 0) {
            throw new IllegalArgumentException("not a node id: " + text);
        }
        return new NodeId(
                DomainId.parse(text.substring(0, dot)), Base32.decode(text.substring(dot + 1)));
    }

    /** The 36 bytes used in signatures and DHT keys: domain, big endian, then the hash. */
    public Bytes toBytes() {
        byte[] out = new byte[LENGTH_BYTES];
        ByteBuffer.wrap(out).putInt(domain.value());
        keyHash.copyTo(out, DomainId.LENGTH_BYTES);
        return Bytes.owning(out);
    }

    @Override
    public int compareTo(NodeId other) {
        int byDomain = domain.compareTo(other.domain);
        return byDomain != 0 ? byDomain : keyHash.compareTo(other.keyHash);
    }

    @Override
    public String toString() {
        return domain + "." + Base32.encode(keyHash);
    }
}
