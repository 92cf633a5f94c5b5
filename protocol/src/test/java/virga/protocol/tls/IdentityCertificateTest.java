package virga.protocol.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.handler.ssl.util.LazyX509Certificate;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import virga.protocol.Bytes;
import virga.protocol.Fuzz;
import virga.protocol.Network;
import virga.protocol.Vectors;
import virga.protocol.identity.Ed25519;
import virga.protocol.identity.IdentityKey;

/** Which certificates stand for an identity. */
final class IdentityCertificateTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final Ed25519 ED25519 = Ed25519.best();
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Duration HOUR = Duration.ofHours(1);

    private final IdentityKey identity = IdentityKey.generate(RANDOM, ED25519);

    @Test
    void madeCertificateShowsItsIdentity() {
        PeerCertificate peer = verify(make().certificate());
        PeerCertificate.Shown shown = assertInstanceOf(PeerCertificate.Shown.class, peer);
        assertEquals(identity.publicKey(), shown.identity());
        assertTrue(shown.validAt(NOW, Duration.ZERO));
        Instant end = NOW.plus(IdentityCertificate.LIFE);
        assertFalse(shown.validAt(end.plus(HOUR), Duration.ZERO));
        assertTrue(shown.validAt(end.plus(HOUR), HOUR));
        assertFalse(shown.validAt(NOW.minus(IdentityCertificate.LIFE).minus(HOUR), Duration.ZERO));
    }

    @Test
    void theExtensionIsThatOfTheDocument() throws Exception {
        byte[] generator = ECNamedCurveTable.getByName("P-256").getG().getEncoded(false);
        SubjectPublicKeyInfo ofPrivateKeyOne =
                new SubjectPublicKeyInfo(
                        new AlgorithmIdentifier(
                                X9ObjectIdentifiers.id_ecPublicKey, X9ObjectIdentifiers.prime256v1),
                        generator);
        byte[] extension = IdentityExtension.make(Network.NODE, ofPrivateKeyOne).getEncoded();
        assertEquals(Vectors.all().get("identity extension"), Bytes.owning(extension).toHex());
    }

    @Test
    void chainOfNoneOrTwoIsRefused() {
        X509Certificate one = make().certificate();
        assertRefused("a chain of 0 certificates", IdentityCertificate.verify(chain(), ED25519));
        assertRefused(
                "a chain of 2 certificates", IdentityCertificate.verify(chain(one, one), ED25519));
    }

    @Test
    void certificateWithoutTheExtensionIsRefused() throws Exception {
        KeyPair pair = keyPair("secp256r1");
        assertRefused("no identity extension", verify(signed(builder(pair), pair)));
    }

    @Test
    void extensionForAnotherTlsKeyIsRefused() throws Exception {
        KeyPair pair = keyPair("secp256r1");
        X509v3CertificateBuilder builder = builder(pair);
        KeyPair other = keyPair("secp256r1");
        builder.addExtension(
                IdentityExtension.OID,
                false,
                IdentityExtension.make(identity, IdentityCertificate.subjectPublicKeyInfo(other)));
        assertRefused("an identity that did not sign the TLS key", verify(signed(builder, pair)));
    }

    @Test
    void extensionWithAnotherIdentitysKeyIsRefused() throws Exception {
        KeyPair pair = keyPair("secp256r1");
        ASN1Sequence mine =
                IdentityExtension.make(identity, IdentityCertificate.subjectPublicKeyInfo(pair));
        IdentityKey other = IdentityKey.generate(RANDOM, ED25519);
        ASN1Sequence theirs =
                IdentityExtension.make(other, IdentityCertificate.subjectPublicKeyInfo(pair));
        X509v3CertificateBuilder builder = builder(pair);
        builder.addExtension(
                IdentityExtension.OID,
                false,
                new DERSequence(new ASN1Encodable[] {theirs.getObjectAt(0), mine.getObjectAt(1)}));
        assertRefused("an identity that did not sign the TLS key", verify(signed(builder, pair)));
    }

    @Test
    void certificateWithTwoExtensionsIsRefused() throws Exception {
        KeyPair pair = keyPair("secp256r1");
        X509CertificateHolder once = extended(pair).build(signer(pair, "SHA256withECDSA"));
        ASN1Sequence tbs = ASN1Sequence.getInstance(once.toASN1Structure().getTBSCertificate());
        ASN1EncodableVector fields = new ASN1EncodableVector();
        for (int i = 0; i < tbs.size() - 1; i++) {
            fields.add(tbs.getObjectAt(i));
        }
        Extension extension = once.getExtension(IdentityExtension.OID);
        fields.add(
                new DERTaggedObject(
                        true, 3, new DERSequence(new ASN1Encodable[] {extension, extension})));
        byte[] twice = resigned(once, new DERSequence(fields), pair);
        assertRefused(
                "a certificate that cannot be parsed or verified",
                verify(new LazyX509Certificate(twice)));
    }

    @Test
    void criticalExtensionIsRefused() throws Exception {
        KeyPair pair = keyPair("secp256r1");
        X509v3CertificateBuilder builder = extended(pair);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        assertRefused("a critical extension that is not known here", verify(signed(builder, pair)));
    }

    @Test
    void anotherCurveIsRefused() throws Exception {
        KeyPair pair = keyPair("secp384r1");
        assertRefused("a TLS key that is not on P-256", verify(signed(extended(pair), pair)));
    }

    @Test
    void certificateSignedByAnotherKeyIsRefused() throws Exception {
        KeyPair pair = keyPair("secp256r1");
        assertRefused(
                "a certificate that cannot be parsed or verified",
                verify(signed(extended(pair), keyPair("secp256r1"))));
    }

    @Test
    void anyFlippedBitIsRefused() throws Exception {
        byte[] encoded = make().certificate().getEncoded();
        for (int bit = 0; bit < 8 * encoded.length; bit++) {
            byte[] damaged = encoded.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            assertInstanceOf(
                    PeerCertificate.Refused.class,
                    verify(new LazyX509Certificate(damaged)),
                    "bit " + bit);
        }
    }

    @Test
    void cutBytesAreRefused() throws Exception {
        byte[] encoded = make().certificate().getEncoded();
        for (int i = 1; i < encoded.length; i += 7) {
            byte[] cut = Arrays.copyOf(encoded, i);
            assertInstanceOf(PeerCertificate.Refused.class, verify(new LazyX509Certificate(cut)));
        }
    }

    @Test
    void damagedBytesAreRefusedAndUpsetNobody() throws Exception {
        byte[] one = make().certificate().getEncoded();
        byte[] other = make().certificate().getEncoded();
        Fuzz.search(
                new byte[][] {one, other},
                damaged -> {
                    boolean whole = Arrays.equals(one, damaged) || Arrays.equals(other, damaged);
                    PeerCertificate peer = verify(new LazyX509Certificate(damaged));
                    assertEquals(whole, peer instanceof PeerCertificate.Shown);
                });
    }

    private IdentityCertificate make() {
        return IdentityCertificate.make(identity, RANDOM, NOW);
    }

    private X509v3CertificateBuilder extended(KeyPair pair) throws Exception {
        return builder(pair)
                .addExtension(
                        IdentityExtension.OID,
                        false,
                        IdentityExtension.make(
                                identity, IdentityCertificate.subjectPublicKeyInfo(pair)));
    }

    private static X509v3CertificateBuilder builder(KeyPair pair) {
        return IdentityCertificate.builder(pair, RANDOM, NOW);
    }

    private static X509Certificate signed(X509v3CertificateBuilder builder, KeyPair pair)
            throws Exception {
        return IdentityCertificate.sign(builder, pair).certificate();
    }

    private static byte[] resigned(X509CertificateHolder old, DERSequence tbs, KeyPair pair)
            throws Exception {
        ContentSigner signer = signer(pair, "SHA256withECDSA");
        signer.getOutputStream().write(tbs.getEncoded("DER"));
        ASN1EncodableVector parts = new ASN1EncodableVector();
        parts.add(tbs);
        parts.add(old.getSignatureAlgorithm());
        parts.add(new DERBitString(signer.getSignature()));
        return new DERSequence(parts).getEncoded("DER");
    }

    private static ContentSigner signer(KeyPair pair, String algorithm) throws Exception {
        return new JcaContentSignerBuilder(algorithm).build(pair.getPrivate());
    }

    private static KeyPair keyPair(String curve) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
    }

    private static X509Certificate[] chain(X509Certificate... certificates) {
        return certificates;
    }

    private static PeerCertificate verify(X509Certificate certificate) {
        return IdentityCertificate.verify(chain(certificate), ED25519);
    }

    private static void assertRefused(String why, PeerCertificate peer) {
        assertEquals(new PeerCertificate.Refused(why), peer);
    }
}
