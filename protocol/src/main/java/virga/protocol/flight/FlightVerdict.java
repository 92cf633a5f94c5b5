package virga.protocol.flight;

import java.util.List;
import virga.protocol.message.Envelope;

/** What reading a flight gave. */
public sealed interface FlightVerdict {
    /**
     * Signed by the peer for this link, in its turn, in time. {@code unknown} counts envelopes left
     * out, since this version does not know their bodies.
     */
    record Accepted(List<Envelope> envelopes, int unknown) implements FlightVerdict {}

    /** The link must end: what follows cannot be in order. */
    record Rejected(FlightFault fault) implements FlightVerdict {}
}
