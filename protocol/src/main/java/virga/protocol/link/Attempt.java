package virga.protocol.link;

import java.time.Duration;
import java.util.Optional;
import virga.protocol.carrier.Carrier;

/**
 * A connection that may become a link.
 *
 * @param asker whether this side asked for the link
 * @param expected whom the asker wants; empty on the accepting side
 * @param timeout for TLS and both first frames
 */
record Attempt(
        boolean asker,
        Carrier carrier,
        Optional<ExpectedPeer> expected,
        Duration timeout,
        Fate fate) {

    /** Hears once what became of it, on its event loop. */
    interface Fate {
        void opened(Link link);

        void failed(LinkEnd end, String detail);
    }
}
