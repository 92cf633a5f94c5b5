package virga.protocol.tls;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;

/** Which library does TLS. All speak to each other. */
public enum TlsEngine {
    /** BoringSSL under Netty, with hybrid post-quantum key agreement. */
    BORINGSSL(SslProvider.OPENSSL_REFCNT),
    /** The JDK's own: everywhere, slower, without the hybrid. */
    JDK(SslProvider.JDK);

    static {
        // The JDK's engine offers session tickets unless it is told not to before its first use.
        System.setProperty("jdk.tls.server.newSessionTicketCount", "0");
        System.setProperty("jdk.tls.client.enableSessionTicketExtension", "false");
    }

    private final SslProvider provider;

    TlsEngine(SslProvider provider) {
        this.provider = provider;
    }

    SslProvider provider() {
        return provider;
    }

    /** BoringSSL where it loads on this machine. */
    public static TlsEngine best() {
        return OpenSsl.isAvailable() && SslProvider.isTlsv13Supported(BORINGSSL.provider)
                ? BORINGSSL
                : JDK;
    }
}
