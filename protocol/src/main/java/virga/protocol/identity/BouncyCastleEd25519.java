package virga.protocol.identity;

import java.util.Optional;
import org.bouncycastle.math.ec.rfc8032.Ed25519.PublicPoint;
import virga.protocol.Bytes;

/** BouncyCastle's low-level Ed25519: runs everywhere, at half the speed of Corretto's or less. */
final class BouncyCastleEd25519 implements Ed25519 {
    private final Ed25519Keys keys = new Ed25519Keys();

    BouncyCastleEd25519() {
        org.bouncycastle.math.ec.rfc8032.Ed25519.precompute();
    }

    @Override
    public String name() {
        return "BouncyCastle";
    }

    @Override
    public Signer signer(byte[] seed) {
        return new PointSigner(seed.clone(), publicKey(seed));
    }

    @Override
    public Optional<Verifier> verifier(PublicKey key) {
        return keys.decode(key).map(PointVerifier::new);
    }

    static PublicKey publicKey(byte[] seed) {
        if (seed.length != SEED_LENGTH_BYTES) {
            throw new IllegalArgumentException("a seed has 32 bytes, not " + seed.length);
        }
        byte[] encoded = new byte[PublicKey.LENGTH_BYTES];
        org.bouncycastle.math.ec.rfc8032.Ed25519.generatePublicKey(seed, 0, encoded, 0);
        return new PublicKey(Bytes.owning(encoded));
    }

    private static final class PointSigner implements Signer {
        private final byte[] seed;
        private final PublicKey publicKey;

        PointSigner(byte[] seed, PublicKey publicKey) {
            this.seed = seed;
            this.publicKey = publicKey;
        }

        @Override
        public PublicKey publicKey() {
            return publicKey;
        }

        @Override
        public byte[] sign(byte[] message, int offset, int length) {
            byte[] signature = new byte[SIGNATURE_LENGTH_BYTES];
            org.bouncycastle.math.ec.rfc8032.Ed25519.sign(
                    seed,
                    0,
                    publicKey.encoded().borrowed(),
                    0,
                    message,
                    offset,
                    length,
                    signature,
                    0);
            return signature;
        }
    }

    /**
     * BouncyCastle's equation holds for some R with a small-order part, others' does not, so such
     * an R is refused afterwards: only a signer could make one, to split who believes it.
     */
    private record PointVerifier(PublicPoint point) implements Verifier {
        @Override
        public boolean verify(
                byte[] signature, int signatureOffset, byte[] message, int offset, int length) {
            return org.bouncycastle.math.ec.rfc8032.Ed25519.verify(
                            signature, signatureOffset, point, message, offset, length)
                    && org.bouncycastle.math.ec.rfc8032.Ed25519.validatePublicKeyFull(
                            signature, signatureOffset);
        }
    }
}
