package virga.protocol.tls;

import java.time.Duration;
import java.time.Instant;
import virga.protocol.identity.PublicKey;

/** What a peer's certificate chain turned out to be. */
public sealed interface PeerCertificate {
    /** Made by the holder of {@code identity}; whether it is valid now is for {@link #validAt}. */
    record Shown(PublicKey identity, Instant notBefore, Instant notAfter)
            implements PeerCertificate {
        /** Whether {@code now} is within the certificate's life, give or take {@code tolerance}. */
        public boolean validAt(Instant now, Duration tolerance) {
            return !now.plus(tolerance).isBefore(notBefore)
                    && !now.minus(tolerance).isAfter(notAfter);
        }
    }

    /** Not a node's certificate. {@code why} is for a log line. */
    record Refused(String why) implements PeerCertificate {}
}
