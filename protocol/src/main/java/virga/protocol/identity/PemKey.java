package virga.protocol.identity;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;
import virga.protocol.Bytes;
import virga.protocol.Malformed;

/** Ed25519 private keys as PKCS#8 PEM (RFC 8410), as {@code openssl pkey} reads and writes. */
final class PemKey {
    private PemKey() {}

    static PrivateKeyInfo toPkcs8(IdentityKey key) throws IOException {
        return new PrivateKeyInfo(
                new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519),
                new DEROctetString(key.seed()));
    }

    /** The 32-byte seed in {@code info}. */
    static byte[] seed(PrivateKeyInfo info) throws Malformed {
        try {
            if (!EdECObjectIdentifiers.id_Ed25519.equals(
                    info.getPrivateKeyAlgorithm().getAlgorithm())) {
                throw new Malformed("not an Ed25519 key");
            }
            byte[] seed = ASN1OctetString.getInstance(info.parsePrivateKey()).getOctets();
            if (seed.length != Ed25519.SEED_LENGTH_BYTES) {
                throw new Malformed("not an Ed25519 key");
            }
            return seed;
        } catch (IOException | IllegalArgumentException e) {
            throw new Malformed("not an Ed25519 key");
        }
    }

    static byte[] write(String label, byte[] der) throws IOException {
        StringWriter text = new StringWriter();
        try (PemWriter pem = new PemWriter(text)) {
            pem.writeObject(new PemObject(label, der));
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** The one object in a PEM file: a PrivateKeyInfo or an encrypted one. */
    static Object read(Bytes pem) throws Malformed {
        String text = new String(pem.borrowed(), StandardCharsets.US_ASCII);
        try (PEMParser parser = new PEMParser(new StringReader(text))) {
            Object first = parser.readObject();
            if (first == null) {
                throw new Malformed("no PEM object");
            }
            return first;
        } catch (IOException | RuntimeException e) {
            throw new Malformed("damaged PEM");
        }
    }
}
