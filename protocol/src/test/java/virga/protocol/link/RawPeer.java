package virga.protocol.link;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Arrays;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import virga.protocol.carrier.Candidate;
import virga.protocol.carrier.CandidateAddress;
import virga.protocol.identity.IdentityKey;
import virga.protocol.tls.IdentityCertificate;
import virga.protocol.tls.LinkTls;

/** A stranger with a blocking socket, who sends what it likes. */
final class RawPeer implements AutoCloseable {
    private final Socket socket;

    private RawPeer(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout((int) TestNode.PATIENCE.toMillis());
    }

    /** Without TLS. */
    static RawPeer plain(Candidate candidate) throws IOException {
        InetSocketAddress address = ((CandidateAddress.Ip) candidate.address()).toSocketAddress();
        return new RawPeer(new Socket(address.getAddress(), address.getPort()));
    }

    /**
     * With TLS of the version {@code protocol}, and a certificate of {@code key} if there is one.
     */
    static RawPeer tls(Candidate candidate, @Nullable IdentityKey key, String protocol)
            throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                key == null ? new KeyManager[0] : keyManagers(key),
                new TrustManager[] {new TrustAll()},
                new SecureRandom());
        InetSocketAddress address = ((CandidateAddress.Ip) candidate.address()).toSocketAddress();
        SSLSocket socket =
                (SSLSocket)
                        context.getSocketFactory()
                                .createSocket(address.getAddress(), address.getPort());
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(new String[] {protocol});
        parameters.setApplicationProtocols(new String[] {LinkTls.PROTOCOL});
        socket.setSSLParameters(parameters);
        return new RawPeer(socket);
    }

    /** Sends bytes as they are; the other side may have closed already. */
    void send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            // Closed: what the test is about to see.
        }
    }

    /** All bytes that come until the other side closes. */
    int bytesUntilClosed() {
        int bytes = 0;
        byte[] buffer = new byte[4096];
        try {
            for (int n = 0; n >= 0; n = socket.getInputStream().read(buffer)) {
                bytes += n;
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the other side stays open", e);
        } catch (IOException e) {
            // Reset, or a TLS alert: closed as well.
        }
        return bytes;
    }

    /** Reads until {@code ending} is the last that came. */
    void readUntil(byte[] ending) throws IOException {
        byte[] last = new byte[ending.length];
        byte[] buffer = new byte[65_536];
        while (!Arrays.equals(ending, last)) {
            int n = socket.getInputStream().read(buffer);
            if (n < 0) {
                throw new AssertionError("closed before it came");
            }
            int kept = Math.max(0, last.length - n);
            System.arraycopy(last, last.length - kept, last, 0, kept);
            System.arraycopy(buffer, n - (last.length - kept), last, kept, last.length - kept);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static KeyManager[] keyManagers(IdentityKey key)
            throws GeneralSecurityException, IOException {
        IdentityCertificate own =
                IdentityCertificate.make(key, Network.RANDOM, InstantSource.system().instant());
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("own", own.tlsKey(), new char[0], new Certificate[] {own.certificate()});
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(store, new char[0]);
        return factory.getKeyManagers();
    }

    private static final class TrustAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
