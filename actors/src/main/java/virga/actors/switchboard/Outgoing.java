package virga.actors.switchboard;

import java.util.List;
import virga.protocol.message.Envelope;

/** Where envelopes leave for one peer. Thread safe. */
interface Outgoing {
    /** Takes all of {@code envelopes}, which are not changed any more, or none of them. */
    boolean offer(List<Envelope> envelopes);

    /** The socket takes flights again. */
    void wake();

    /** Nothing more is taken; what waits is dropped. */
    void close();
}
