package virga.actors.switchboard;

import akka.actor.typed.ActorRef;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import virga.protocol.link.Link;

/** A link's place in this node: what the event loop and the actors both look at. Thread safe. */
final class LinkSeat {
    /** Flights of one link that wait for its actor; more are dropped. */
    static final int FLIGHTS_WAITING_MAX = 1_024;

    private final Link link;
    private final AtomicInteger flightsWaiting = new AtomicInteger();
    private volatile @Nullable ActorRef<LinkActor.Command> actor;
    private volatile @Nullable Outgoing outgoing;
    private volatile long usedNanos;

    LinkSeat(Link link, long openedNanos) {
        this.link = link;
        this.usedNanos = openedNanos;
    }

    Link link() {
        return link;
    }

    /** The link's actor; null until it was made, a moment after the link opened. */
    @Nullable ActorRef<LinkActor.Command> actor() {
        return actor;
    }

    void seat(ActorRef<LinkActor.Command> newActor) {
        actor = newActor;
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

    /** Whether one more flight may wait. */
    boolean admitFlight() {
        if (flightsWaiting.incrementAndGet() <= FLIGHTS_WAITING_MAX) {
            return true;
        }
        flightsWaiting.decrementAndGet();
        return false;
    }

    void flightHandled(long nowNanos) {
        flightsWaiting.decrementAndGet();
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
