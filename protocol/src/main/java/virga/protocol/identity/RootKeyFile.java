package virga.protocol.identity;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.crypto.util.ScryptConfig;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfoBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEInputDecryptorProviderBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEOutputEncryptorBuilder;
import virga.protocol.Bytes;
import virga.protocol.Malformed;

/**
 * A network's root key, to be kept offline: PKCS#8 under a passphrase (PBES2 with scrypt, RFC 7914,
 * and AES-256-CBC, as {@code openssl pkey} reads it), or plain where the passphrase is empty. Mode
 * 0600 either way.
 */
public final class RootKeyFile {
    public static final String NAME = "root.pem";

    /** scrypt takes 32 MiB and about 0.1 s with these. */
    private static final int SCRYPT_COST = 1 << 15;

    private static final int SCRYPT_BLOCK = 8;
    private static final int SCRYPT_PARALLEL = 1;
    private static final int SALT_LENGTH_BYTES = 16;

    private RootKeyFile() {}

    /** What reading gave. */
    public sealed interface Opened {}

    public record Key(IdentityKey key) implements Opened {
        @Override
        public String toString() {
            return key.toString();
        }
    }

    /** The file is encrypted and the passphrase given was empty. */
    public record PassphraseNeeded() implements Opened {}

    /** The passphrase given does not open the file. */
    public record PassphraseWrong() implements Opened {}

    /** The file holds no Ed25519 key; it is left as it is. */
    public record Damaged() implements Opened {}

    /** Replaces {@code file}. An empty passphrase leaves the key plain. */
    public static void write(Path file, IdentityKey key, char[] passphrase, SecureRandom random)
            throws IOException {
        PrivateKeyInfo plain = PemKey.toPkcs8(key);
        byte[] pem =
                passphrase.length == 0
                        ? PemKey.write("PRIVATE KEY", plain.getEncoded())
                        : PemKey.write(
                                "ENCRYPTED PRIVATE KEY", encrypted(plain, passphrase, random));
        OwnerOnlyFile.write(file, pem);
    }

    /** A missing or unreadable file is an IOException, one open to others its own. */
    public static Opened read(Path file, char[] passphrase, Ed25519 ed25519) throws IOException {
        Bytes pem = OwnerOnlyFile.read(file);
        try {
            return switch (PemKey.read(pem)) {
                case PrivateKeyInfo plain ->
                        new Key(IdentityKey.ofSeed(PemKey.seed(plain), ed25519));
                case PKCS8EncryptedPrivateKeyInfo sealed -> open(sealed, passphrase, ed25519);
                default -> new Damaged();
            };
        } catch (Malformed e) {
            return new Damaged();
        }
    }

    private static Opened open(
            PKCS8EncryptedPrivateKeyInfo sealed, char[] passphrase, Ed25519 ed25519) {
        if (passphrase.length == 0) {
            return new PassphraseNeeded();
        }
        try {
            PrivateKeyInfo info =
                    sealed.decryptPrivateKeyInfo(
                            new JcePKCSPBEInputDecryptorProviderBuilder()
                                    .setProvider(new BouncyCastleProvider())
                                    .build(passphrase));
            return new Key(IdentityKey.ofSeed(PemKey.seed(info), ed25519));
        } catch (PKCSException | Malformed | RuntimeException e) {
            return new PassphraseWrong();
        }
    }

    private static byte[] encrypted(PrivateKeyInfo plain, char[] passphrase, SecureRandom random)
            throws IOException {
        ScryptConfig scrypt =
                new ScryptConfig.Builder(SCRYPT_COST, SCRYPT_BLOCK, SCRYPT_PARALLEL)
                        .withSaltLength(SALT_LENGTH_BYTES)
                        .build();
        try {
            return new PKCS8EncryptedPrivateKeyInfoBuilder(plain)
                    .build(
                            new JcePKCSPBEOutputEncryptorBuilder(
                                            scrypt, NISTObjectIdentifiers.id_aes256_CBC)
                                    .setProvider(new BouncyCastleProvider())
                                    .setRandom(random)
                                    .build(passphrase))
                    .getEncoded();
        } catch (OperatorCreationException e) {
            throw new IllegalStateException("BouncyCastle has scrypt and AES", e);
        }
    }
}
