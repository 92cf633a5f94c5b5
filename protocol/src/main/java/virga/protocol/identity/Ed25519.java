package virga.protocol.identity;

import java.util.Optional;

/**
 * Ed25519 (RFC 8032) by one of several libraries that all give the same answers. Signatures with S
 * not below the group order, with a small-order or non-canonical R, and keys that {@link
 * Ed25519Keys} refuses are wrong everywhere. Thread safe, as are its signers and verifiers.
 */
public interface Ed25519 {
    int SIGNATURE_LENGTH_BYTES = 64;

    /** A private key as in RFC 8032: the seed that everything else is derived from. */
    int SEED_LENGTH_BYTES = 32;

    /** The library's name, for {@code doctor}. */
    String name();

    /** A signer for the private key {@code seed}, 32 bytes, which is copied. */
    Signer signer(byte[] seed);

    /**
     * A verifier for {@code key}; empty for a key that nobody may use: not a point, not canonical,
     * of small or mixed order.
     */
    Optional<Verifier> verifier(PublicKey key);

    /** Whether {@code signature} is by {@code key} over {@code message}. */
    default boolean verify(PublicKey key, byte[] signature, byte[] message) {
        return signature.length == SIGNATURE_LENGTH_BYTES
                && verifier(key)
                        .map(v -> v.verify(signature, 0, message, 0, message.length))
                        .orElse(false);
    }

    /** The fastest library that loads on this machine; the same one at each call. */
    static Ed25519 best() {
        return BestEd25519.CHOSEN;
    }

    /** Signs with one private key. */
    interface Signer {
        PublicKey publicKey();

        /** 64 bytes over {@code length} bytes of {@code message} from {@code offset}. */
        byte[] sign(byte[] message, int offset, int length);
    }

    /** Checks the signatures of one public key. */
    interface Verifier {
        /**
         * Whether the 64 bytes of {@code signature} from {@code signatureOffset} sign {@code
         * length} bytes of {@code message} from {@code offset}.
         */
        boolean verify(
                byte[] signature, int signatureOffset, byte[] message, int offset, int length);
    }
}
