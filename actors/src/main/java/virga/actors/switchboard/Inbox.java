package virga.actors.switchboard;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import virga.protocol.link.LinkPeer;
import virga.protocol.message.Envelope;

/** The questions that a service holds: what is beyond a peer's share gets Busy. Thread safe. */
public final class Inbox {
    /** Questions that a peer may always have here. */
    static final int OWN_MIN = 16;

    private final Shares places;
    private final Set<Inbound> open = new HashSet<>();
    private boolean closed;

    Inbox(int pendingMax) {
        this.places = new Shares(pendingMax, OWN_MIN);
    }

    /** The first of {@code questions}, as many as fit; null where none does. */
    synchronized @Nullable Inbound take(
            LinkPeer from, List<Envelope> questions, Replies replies, HeldBytes.Charge charge) {
        int fit = closed ? 0 : places.take(Shares.Holder.of(from), questions.size());
        if (fit == 0) {
            return null;
        }
        List<Envelope> taken = fit == questions.size() ? questions : questions.subList(0, fit);
        Inbound inbound = new Inbound(from, taken, replies, new Inbound.Held(this, charge));
        charge.hold();
        open.add(inbound);
        return inbound;
    }

    /** Frees what {@code inbound} took; a second time changes nothing. */
    synchronized void release(Inbound inbound) {
        if (open.remove(inbound)) {
            letGo(inbound);
        }
    }

    private void letGo(Inbound inbound) {
        places.giveBack(Shares.Holder.of(inbound.from()), inbound.questions().size());
        inbound.held().charge().letGo();
    }

    /** The service is gone, and with it what it held: frees all, and takes nothing more. */
    synchronized void close() {
        closed = true;
        open.forEach(this::letGo);
        open.clear();
    }

    /** Questions held now. */
    public synchronized int pending() {
        return places.held();
    }
}
