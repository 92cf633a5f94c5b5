package virga.protocol.link;

import virga.protocol.tls.PeerCertificate;

/**
 * Where a connection is on its way to a link.
 *
 * <pre>
 *   Securing --TLS done, right identity--> Greeting --HELLO verified--> Open
 *       \----------------any fault------------\---------any end---------\--> Over
 * </pre>
 */
sealed interface LinkPhase {
    LinkPhase SECURING = new Securing();
    LinkPhase OVER = new Over();

    record Securing() implements LinkPhase {}

    /** Waits for the peer's first frame; {@code own} is this side's. */
    record Greeting(PeerCertificate.Shown shown, Hello own, boolean sent) implements LinkPhase {
        Greeting withSent() {
            return new Greeting(shown, own, true);
        }
    }

    record Open(OpenLink link) implements LinkPhase {}

    record Over() implements LinkPhase {}
}
