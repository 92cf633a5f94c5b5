package virga.protocol.identity;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * Corretto's native Ed25519, where it loads. Keys are made by the JDK's factory, since Corretto's
 * own for Ed25519 is switched off by default.
 */
final class CorrettoEd25519 implements Ed25519 {
    private static final String ALGORITHM = "Ed25519";
    private static final String PROVIDER =
            "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";

    /** PKCS#8 of an Ed25519 key up to its seed (RFC 8410, section 7). */
    private static final byte[] PKCS8_HEAD =
            HexFormat.of().parseHex("302e020100300506032b657004220420");

    /** SubjectPublicKeyInfo of an Ed25519 key up to the key (RFC 8410, section 4). */
    private static final byte[] SPKI_HEAD = HexFormat.of().parseHex("302a300506032b6570032100");

    private final Ed25519Keys keys = new Ed25519Keys();
    private final Provider provider;
    private final KeyFactory factory;

    private CorrettoEd25519(Provider provider, KeyFactory factory) {
        this.provider = provider;
        this.factory = factory;
    }

    /**
     * Empty where the native library does not load, on another processor or system. Found by name:
     * the provider is no dependency where there is none for the system.
     */
    static Optional<CorrettoEd25519> load() {
        try {
            Class<?> type = Class.forName(PROVIDER);
            Object found = type.getField("INSTANCE").get(null);
            if (!(found instanceof Provider provider)
                    || type.getMethod("getLoadingError").invoke(found) != null) {
                return Optional.empty();
            }
            Signature.getInstance(ALGORITHM, provider);
            return Optional.of(
                    new CorrettoEd25519(provider, KeyFactory.getInstance(ALGORITHM, "SunEC")));
        } catch (ReflectiveOperationException | GeneralSecurityException | LinkageError e) {
            return Optional.empty();
        }
    }

    @Override
    public String name() {
        return "Corretto";
    }

    @Override
    public Signer signer(byte[] seed) {
        PublicKey publicKey = BouncyCastleEd25519.publicKey(seed);
        try {
            return new NativeSigner(
                    factory.generatePrivate(new PKCS8EncodedKeySpec(joined(PKCS8_HEAD, seed))),
                    publicKey);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every 32 bytes are a private key", e);
        }
    }

    @Override
    public Optional<Verifier> verifier(PublicKey key) {
        if (keys.decode(key).isEmpty()) {
            return Optional.empty();
        }
        byte[] info = joined(SPKI_HEAD, key.encoded().borrowed());
        try {
            return Optional.of(
                    new NativeVerifier(factory.generatePublic(new X509EncodedKeySpec(info))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the key was found good", e);
        }
    }

    private static byte[] joined(byte[] head, byte[] tail) {
        byte[] whole = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, whole, head.length, tail.length);
        return whole;
    }

    private final class NativeSigner implements Signer {
        /** Most prepared signatures kept: preparing one costs 9 us, a signature 13. */
        private static final int PREPARED_MAX = 4;

        /** A signature that took more keeps a buffer as large: dropped instead. */
        private static final int PREPARED_LENGTH_MAX_BYTES = 64 * 1024;

        private final PrivateKey key;
        private final PublicKey publicKey;
        private final ArrayBlockingQueue<Signature> prepared =
                new ArrayBlockingQueue<>(PREPARED_MAX);

        NativeSigner(PrivateKey key, PublicKey publicKey) {
            this.key = key;
            this.publicKey = publicKey;
        }

        @Override
        public PublicKey publicKey() {
            return publicKey;
        }

        @Override
        public byte[] sign(byte[] message, int offset, int length) {
            try {
                Signature signature = prepared.poll();
                if (signature == null) {
                    signature = Signature.getInstance(ALGORITHM, provider);
                    signature.initSign(key);
                }
                signature.update(message, offset, length);
                byte[] signed = signature.sign();
                if (length <= PREPARED_LENGTH_MAX_BYTES) {
                    prepared.offer(signature);
                }
                return signed;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("signing needs nothing from outside", e);
            }
        }
    }

    /** Prepares a Signature each time: it costs nothing measurable, and keeps no buffers. */
    private final class NativeVerifier implements Verifier {
        private final java.security.PublicKey key;

        NativeVerifier(java.security.PublicKey key) {
            this.key = key;
        }

        @Override
        public boolean verify(
                byte[] signature, int signatureOffset, byte[] message, int offset, int length) {
            if (Ed25519Keys.ofSmallOrder(signature, signatureOffset)) {
                return false;
            }
            try {
                Signature check = Signature.getInstance(ALGORITHM, provider);
                check.initVerify(key);
                check.update(message, offset, length);
                return check.verify(signature, signatureOffset, SIGNATURE_LENGTH_BYTES);
            } catch (SignatureException e) {
                return false;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("the key was found good", e);
            }
        }
    }
}
