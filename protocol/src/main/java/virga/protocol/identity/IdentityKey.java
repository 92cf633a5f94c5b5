package virga.protocol.identity;

import java.security.SecureRandom;
import virga.protocol.Bytes;

/** A node's, an operator's or a root's private Ed25519 key. Its text reveals nothing of it. */
public final class IdentityKey {
    private final byte[] seed;
    private final Ed25519.Signer signer;

    private IdentityKey(byte[] seed, Ed25519 ed25519) {
        this.seed = seed;
        this.signer = ed25519.signer(seed);
    }

    public static IdentityKey generate(SecureRandom random, Ed25519 ed25519) {
        byte[] seed = new byte[Ed25519.SEED_LENGTH_BYTES];
        random.nextBytes(seed);
        return new IdentityKey(seed, ed25519);
    }

    /** From the 32 bytes of RFC 8032, which are copied. */
    public static IdentityKey ofSeed(byte[] seed, Ed25519 ed25519) {
        return new IdentityKey(seed.clone(), ed25519);
    }

    public PublicKey publicKey() {
        return signer.publicKey();
    }

    /** 64 bytes over {@code parts}, one after the other. */
    public byte[] sign(byte[]... parts) {
        if (parts.length == 1) {
            return signer.sign(parts[0], 0, parts[0].length);
        }
        byte[] message = Bytes.concat(parts);
        return signer.sign(message, 0, message.length);
    }

    /** 64 bytes over {@code length} bytes of {@code message} from {@code offset}. */
    public byte[] sign(byte[] message, int offset, int length) {
        return signer.sign(message, offset, length);
    }

    /** For the key files of this package only; not to be written to. */
    byte[] seed() {
        return seed;
    }

    @Override
    public String toString() {
        return "IdentityKey[publicKey=" + publicKey() + "]";
    }
}
