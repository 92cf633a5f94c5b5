package virga.protocol.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import virga.protocol.identity.Ed25519;

/**
 * Takes any certificate that ties its TLS key to some identity, and leaves what it found in the
 * session. Whose identity may stay is decided by the link; host names and authorities mean nothing
 * here.
 */
final class PeerTrust extends X509ExtendedTrustManager {
    private static final String FOUND = "virga.peer";

    private final Ed25519 ed25519;

    PeerTrust(Ed25519 ed25519) {
        this.ed25519 = ed25519;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        engine.getHandshakeSession().putValue(FOUND, check(chain));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        engine.getHandshakeSession().putValue(FOUND, check(chain));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw noEngine();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw noEngine();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType)
            throws CertificateException {
        throw noEngine();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType)
            throws CertificateException {
        throw noEngine();
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }

    /** What was found when the certificate of this session was checked; null if it never was. */
    static PeerCertificate.@Nullable Shown found(SSLSession session) {
        return session.getValue(FOUND) instanceof PeerCertificate.Shown shown ? shown : null;
    }

    private static CertificateException noEngine() {
        return new CertificateException("links are made by engines");
    }

    private PeerCertificate.Shown check(X509Certificate[] chain) throws CertificateException {
        return switch (IdentityCertificate.verify(chain, ed25519)) {
            case PeerCertificate.Shown shown -> shown;
            case PeerCertificate.Refused(String why) -> throw new CertificateException(why);
        };
    }
}
