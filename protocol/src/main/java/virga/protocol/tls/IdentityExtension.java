package virga.protocol.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.jspecify.annotations.Nullable;
import virga.protocol.Bytes;
import virga.protocol.identity.Ed25519;
import virga.protocol.identity.IdentityKey;
import virga.protocol.identity.PublicKey;

/**
 * The certificate extension that ties a TLS key to a node's identity: SEQUENCE of two OCTET
 * STRINGs, the Ed25519 public key and its signature over a prefix and the certificate's
 * SubjectPublicKeyInfo (the scheme of libp2p's TLS specification).
 */
final class IdentityExtension {
    static final ASN1ObjectIdentifier OID =
            new ASN1ObjectIdentifier("2.25.147695787835852284119641888888396960694");

    private static final byte[] PREFIX = "virga tls 1".getBytes(StandardCharsets.US_ASCII);

    private IdentityExtension() {}

    static ASN1Sequence make(IdentityKey key, SubjectPublicKeyInfo tlsKey) throws IOException {
        byte[] signature = key.sign(signedBytes(tlsKey));
        byte[] identity = key.publicKey().encoded().toArray();
        return new DERSequence(
                new DEROctetString[] {new DEROctetString(identity), new DEROctetString(signature)});
    }

    /** The identity that signed {@code tlsKey}; null where the value is anything else. */
    static @Nullable PublicKey verify(byte[] value, SubjectPublicKeyInfo tlsKey, Ed25519 ed25519) {
        try {
            ASN1Primitive parsed = ASN1Primitive.fromByteArray(value);
            if (!(parsed instanceof ASN1Sequence pair)
                    || pair.size() != 2
                    || !(pair.getObjectAt(0) instanceof ASN1OctetString identity)
                    || !(pair.getObjectAt(1) instanceof ASN1OctetString signature)
                    || identity.getOctetsLength() != PublicKey.LENGTH_BYTES
                    || !Arrays.equals(parsed.getEncoded(ASN1Encoding.DER), value)) {
                return null;
            }
            PublicKey key = new PublicKey(Bytes.copyOf(identity.getOctets()));
            byte[] signed = signedBytes(tlsKey);
            return ed25519.verify(key, signature.getOctets(), signed) ? key : null;
        } catch (IOException | IllegalArgumentException e) {
            return null;
        }
    }

    private static byte[] signedBytes(SubjectPublicKeyInfo tlsKey) throws IOException {
        byte[] key = tlsKey.getEncoded(ASN1Encoding.DER);
        byte[] signed = Arrays.copyOf(PREFIX, PREFIX.length + key.length);
        System.arraycopy(key, 0, signed, PREFIX.length, key.length);
        return signed;
    }
}
