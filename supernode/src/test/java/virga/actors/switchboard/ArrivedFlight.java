package virga.actors.switchboard;

import java.util.List;
import java.util.Objects;
import virga.protocol.link.LinkPeer;
import virga.protocol.message.Envelope;

/** A flight that has arrived, as the switchboard would hand it to a service. */
public final class ArrivedFlight {
    private static final int BYTES = 1_000;

    private final HeldBytes room = new HeldBytes(BYTES);
    private final Inbox inbox;
    private final Inbound inbound;

    public ArrivedFlight(LinkPeer from, List<Envelope> questions, Replies replies) {
        inbox = new Inbox(Math.max(1, 4 * questions.size()));
        HeldBytes.Charge charge = Objects.requireNonNull(room.take(from, BYTES));
        inbound = Objects.requireNonNull(inbox.take(from, questions, replies, charge));
        charge.letGo();
    }

    public Inbound inbound() {
        return inbound;
    }

    /** Questions that the service has not yet let go. */
    public int pending() {
        return inbox.pending();
    }

    /** Bytes that the service has not yet let go. */
    public int takenBytes() {
        return room.takenBytes();
    }
}
