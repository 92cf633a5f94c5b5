package virga.protocol.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;
import virga.protocol.identity.Ed25519;
import virga.protocol.identity.IdentityKey;
import virga.protocol.identity.PublicKey;

/**
 * A node's TLS certificate: signed by its own fresh P-256 key, short-lived, with the node's Ed25519
 * identity in {@link IdentityExtension}.
 */
public record IdentityCertificate(PrivateKey tlsKey, X509Certificate certificate) {
    /** A certificate is valid for so long before and after it was made. */
    public static final Duration LIFE = Duration.ofDays(7);

    /** Longest certificate that is looked at. */
    static final int LENGTH_MAX_BYTES = 4 * 1024;

    private static final int SERIAL_BITS = 127;
    private static final X500Name NAME = new X500Name("CN=virga");
    private static final String SIGNATURE = "SHA256withECDSA";

    /** Makes a TLS key and the certificate that ties it to {@code key}. */
    public static IdentityCertificate make(IdentityKey key, SecureRandom random, Instant now) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            KeyPair pair = generator.generateKeyPair();
            X509v3CertificateBuilder builder = builder(pair, random, now);
            builder.addExtension(
                    IdentityExtension.OID,
                    false,
                    IdentityExtension.make(key, subjectPublicKeyInfo(pair)));
            return sign(builder, pair);
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new IllegalStateException("every JDK makes P-256 certificates", e);
        }
    }

    /** Who stands behind {@code chain}, which must be exactly one certificate made as above. */
    public static PeerCertificate verify(X509Certificate[] chain, Ed25519 ed25519) {
        if (chain.length != 1) {
            return new PeerCertificate.Refused("a chain of " + chain.length + " certificates");
        }
        try {
            byte[] encoded = chain[0].getEncoded();
            if (encoded.length > LENGTH_MAX_BYTES) {
                return new PeerCertificate.Refused("a certificate of " + encoded.length + " bytes");
            }
            X509CertificateHolder holder = new X509CertificateHolder(encoded);
            return canonical(holder, encoded)
                    ? verify(parse(encoded), holder, ed25519)
                    : new PeerCertificate.Refused("a certificate that is not in DER");
        } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
            return new PeerCertificate.Refused("a certificate that cannot be parsed or verified");
        }
    }

    /** One certificate has one encoding, the signature around it included. */
    private static boolean canonical(X509CertificateHolder holder, byte[] encoded)
            throws IOException {
        return holder.toASN1Structure().getSignature().getPadBits() == 0
                && Arrays.equals(holder.toASN1Structure().getEncoded(ASN1Encoding.DER), encoded);
    }

    /** Afresh: what an engine hands over may be parsed lazily, with unchecked exceptions. */
    private static X509Certificate parse(byte[] encoded) throws CertificateException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(encoded));
    }

    private static PeerCertificate verify(
            X509Certificate certificate, X509CertificateHolder holder, Ed25519 ed25519)
            throws GeneralSecurityException {
        String fault = shapeFault(holder);
        if (fault != null) {
            return new PeerCertificate.Refused(fault);
        }
        certificate.verify(certificate.getPublicKey());
        PublicKey identity =
                IdentityExtension.verify(
                        holder.getExtension(IdentityExtension.OID).getExtnValue().getOctets(),
                        holder.getSubjectPublicKeyInfo(),
                        ed25519);
        if (identity == null) {
            return new PeerCertificate.Refused("an identity that did not sign the TLS key");
        }
        return new PeerCertificate.Shown(
                identity,
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant());
    }

    private static @Nullable String shapeFault(X509CertificateHolder holder) {
        Extensions extensions = holder.getExtensions();
        if (extensions == null || extensions.getExtension(IdentityExtension.OID) == null) {
            return "no identity extension";
        }
        if (extensions.getCriticalExtensionOIDs().length > 0) {
            return "a critical extension that is not known here";
        }
        if (!onP256(holder.getSubjectPublicKeyInfo().getAlgorithm())) {
            return "a TLS key that is not on P-256";
        }
        if (!X9ObjectIdentifiers.ecdsa_with_SHA256.equals(
                holder.getSignatureAlgorithm().getAlgorithm())) {
            return "a signature that is not ECDSA with SHA-256";
        }
        return holder.getIssuer().equals(holder.getSubject()) ? null : "not signed by itself";
    }

    private static boolean onP256(AlgorithmIdentifier algorithm) {
        return X9ObjectIdentifiers.id_ecPublicKey.equals(algorithm.getAlgorithm())
                && X9ObjectIdentifiers.prime256v1.equals(algorithm.getParameters());
    }

    static X509v3CertificateBuilder builder(KeyPair pair, SecureRandom random, Instant now) {
        return new X509v3CertificateBuilder(
                NAME,
                new BigInteger(SERIAL_BITS, random).add(BigInteger.ONE),
                Date.from(now.minus(LIFE)),
                Date.from(now.plus(LIFE)),
                NAME,
                subjectPublicKeyInfo(pair));
    }

    static SubjectPublicKeyInfo subjectPublicKeyInfo(KeyPair pair) {
        return SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded());
    }

    static IdentityCertificate sign(X509v3CertificateBuilder builder, KeyPair pair)
            throws OperatorCreationException, CertificateException {
        X509CertificateHolder holder =
                builder.build(new JcaContentSignerBuilder(SIGNATURE).build(pair.getPrivate()));
        return new IdentityCertificate(
                pair.getPrivate(), new JcaX509CertificateConverter().getCertificate(holder));
    }
}
