package virga.protocol.identity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import virga.protocol.Malformed;

/** The node's key in its home: {@code key.pem}, PKCS#8, mode 0600, made at the first start. */
public final class IdentityKeyFile {
    public static final String NAME = "key.pem";

    private IdentityKeyFile() {}

    /**
     * The key, and what a person must be told: {@code created} where it is new, {@code damaged}
     * where the old one could not be read and now lies there. A new key needs a new admission.
     */
    public record Opened(IdentityKey key, boolean created, Optional<Path> damaged) {}

    /**
     * Reads the key in {@code file}, or makes one. A file open to others is an {@link
     * OpenToOthersException}; one that cannot be read or written another IOException.
     */
    public static Opened open(Path file, Ed25519 ed25519, SecureRandom random, Instant now)
            throws IOException {
        Optional<Path> damaged = Optional.empty();
        if (Files.exists(file)) {
            try {
                return new Opened(read(file, ed25519), false, Optional.empty());
            } catch (Malformed e) {
                damaged = Optional.of(OwnerOnlyFile.setAside(file, now));
            }
        }
        IdentityKey key = IdentityKey.generate(random, ed25519);
        write(file, key);
        return new Opened(key, true, damaged);
    }

    /** Replaces the key in {@code file}. */
    public static void write(Path file, IdentityKey key) throws IOException {
        OwnerOnlyFile.write(file, PemKey.write("PRIVATE KEY", PemKey.toPkcs8(key).getEncoded()));
    }

    private static IdentityKey read(Path file, Ed25519 ed25519) throws IOException, Malformed {
        if (PemKey.read(OwnerOnlyFile.read(file)) instanceof PrivateKeyInfo info) {
            return IdentityKey.ofSeed(PemKey.seed(info), ed25519);
        }
        throw new Malformed("not a private key");
    }
}
