package virga.protocol.identity;

import virga.protocol.Bytes;

/** An Ed25519 public key: 32 bytes as in RFC 8032. */
public record PublicKey(Bytes encoded) {
    public static final int LENGTH_BYTES = 32;

    public PublicKey {
        if (encoded.length() != LENGTH_BYTES) {
            throw new IllegalArgumentException("an Ed25519 key has 32 bytes: " + encoded.length());
        }
    }

    /** SHA-256 of the key: the second part of a {@link NodeId}. */
    public Bytes hash() {
        return Bytes.sha256(encoded.borrowed());
    }

    @Override
    public String toString() {
        return encoded.toHex();
    }
}
