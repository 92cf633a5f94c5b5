package virga.actors.switchboard;

import akka.actor.typed.ActorRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import virga.protocol.identity.DomainId;
import virga.protocol.identity.NodeId;
import virga.protocol.link.Link;
import virga.protocol.link.SharedRoom;

/** A link's place in this node: what the event loop and the actors both look at. Thread safe. */
final class LinkSeat {
    /** Arrived bytes of one link that wait for its actor; flights beyond are dropped. */
    static final int ARRIVED_MAX_BYTES = 8 * 1024 * 1024;

    /** What an arrived envelope counts for besides its bytes. */
    private static final int ENVELOPE_BYTES = 64;

    private final Link link;
    private final SharedRoom.Part arriving;
    private final SharedRoom.Part leaving;
    // Bounded by the room for what arrives.
    private final List<LinkActor.Flight> early = new ArrayList<>(1);
    private volatile @Nullable ActorRef<LinkActor.Command> actor;
    private volatile @Nullable Outgoing outgoing;
    private volatile long usedNanos;

    LinkSeat(Link link, Exchange exchange, long openedNanos) {
        this.link = link;
        Optional<DomainId> domain = link.peer().id().map(NodeId::domain);
        this.arriving = exchange.arriving().part(ARRIVED_MAX_BYTES, domain);
        this.leaving = exchange.leaving().part(Outbox.WAITING_MAX_BYTES, domain);
        this.usedNanos = openedNanos;
    }

    Link link() {
        return link;
    }

    /** The link's actor; null until it was made, a moment after the link opened. */
    @Nullable ActorRef<LinkActor.Command> actor() {
        return actor;
    }

    /** The link has its actor, which hears first of what arrived before. */
    void seat(ActorRef<LinkActor.Command> newActor) {
        synchronized (early) {
            early.forEach(newActor::tell);
            early.clear();
            actor = newActor;
        }
    }

    /** Hands a flight to the link's actor, in the order of arrival: also before there is one. */
    void arrived(LinkActor.Flight flight) {
        ActorRef<LinkActor.Command> seated = actor;
        if (seated == null) {
            synchronized (early) {
                seated = actor;
                if (seated == null) {
                    early.add(flight);
                }
            }
        }
        if (seated != null) {
            seated.tell(flight);
        }
    }

    void connect(Outgoing newOutgoing) {
        outgoing = newOutgoing;
        // The socket may have become writable before there was anybody to tell.
        newOutgoing.wake();
    }

    void wake() {
        Outgoing connected = outgoing;
        if (connected != null) {
            connected.wake();
        }
    }

    /** What a flight of these counts for while it waits for the link's actor. */
    static int charge(int envelopes, int lengthBytes) {
        return lengthBytes + envelopes * ENVELOPE_BYTES;
    }

    /** Room for flights that wait for the link's actor. */
    SharedRoom.Part arriving() {
        return arriving;
    }

    /** Room for envelopes that wait for the link's socket. */
    SharedRoom.Part leaving() {
        return leaving;
    }

    void flightHandled(int charge, long nowNanos) {
        arriving.giveBack(charge);
        usedNanos = nowNanos;
    }

    void used(long nowNanos) {
        usedNanos = nowNanos;
    }

    /** When the last flight came or went. */
    long usedNanos() {
        return usedNanos;
    }
}
