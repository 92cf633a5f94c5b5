package virga.protocol.link;

import java.time.Duration;
import virga.protocol.mux.MuxLimits;

/**
 * Bounds on the links of one node.
 *
 * @param linksMax links open at one moment
 * @param linksPerForeignDomainMax of those, links with peers of one domain other than this node's
 *     own, which may have all
 * @param unadmittedMax of those, links with peers that ask for admission
 * @param unadmittedLife such a link is closed when it is as old as that
 * @param handshakesMax accepted connections that have not become links yet
 * @param handshakesPerAddressMax of those, from one IPv4 address or IPv6 /64; loopback is free
 * @param acceptsPerSecondMax connections accepted in a second, and at once after a quiet time
 * @param handshakeTimeout an accepted connection must become a link within that
 * @param mux bounds on the streams of each link
 */
public record LinkLimits(
        int linksMax,
        int linksPerForeignDomainMax,
        int unadmittedMax,
        Duration unadmittedLife,
        int handshakesMax,
        int handshakesPerAddressMax,
        int acceptsPerSecondMax,
        Duration handshakeTimeout,
        MuxLimits mux) {
    public static final LinkLimits DEFAULT =
            new LinkLimits(
                    4_096,
                    2_048,
                    64,
                    Duration.ofSeconds(30),
                    256,
                    32,
                    500,
                    Duration.ofSeconds(10),
                    MuxLimits.DEFAULT);

    public LinkLimits {
        if (linksMax < 1
                || linksPerForeignDomainMax < 1
                || handshakesMax < 1
                || unadmittedMax < 0) {
            throw new IllegalArgumentException("a node needs room for one link at least");
        }
        if (handshakesPerAddressMax < 1 || acceptsPerSecondMax < 1) {
            throw new IllegalArgumentException("a listener must accept something");
        }
    }

    /** The same with other bounds on peers that ask for admission. */
    public LinkLimits withUnadmitted(int max, Duration life) {
        return new LinkLimits(
                linksMax,
                linksPerForeignDomainMax,
                max,
                life,
                handshakesMax,
                handshakesPerAddressMax,
                acceptsPerSecondMax,
                handshakeTimeout,
                mux);
    }

    /** The same with other bounds on handshakes. */
    public LinkLimits withHandshakes(int max, int perAddressMax, int perSecondMax) {
        return new LinkLimits(
                linksMax,
                linksPerForeignDomainMax,
                unadmittedMax,
                unadmittedLife,
                max,
                perAddressMax,
                perSecondMax,
                handshakeTimeout,
                mux);
    }

    /** The same with other bounds on streams. */
    public LinkLimits withMux(MuxLimits other) {
        return new LinkLimits(
                linksMax,
                linksPerForeignDomainMax,
                unadmittedMax,
                unadmittedLife,
                handshakesMax,
                handshakesPerAddressMax,
                acceptsPerSecondMax,
                handshakeTimeout,
                other);
    }
}
