package virga.actors.switchboard;

import akka.actor.typed.ActorRef;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import virga.protocol.link.SharedRoom;

/**
 * What the event loops and the actors of one switchboard share, and what outlives a restart of it:
 * who serves what, and the open links. Thread safe.
 */
public final class Exchange {
    /** Arrived bytes of all links that wait for their actors; flights beyond are dropped. */
    static final long ARRIVED_MAX_BYTES = 128L * 1024 * 1024;

    /** Bytes that wait to leave on all links; questions beyond fail as {@code OVERLOADED}. */
    static final long LEAVING_MAX_BYTES = 64L * 1024 * 1024;

    /** Bytes of questions that services hold; what is beyond a peer's share gets Busy. */
    static final int HELD_MAX_BYTES = 64 * 1024 * 1024;

    private final Map<Long, LinkSeat> seats = new ConcurrentHashMap<>();
    private volatile Routes routes = Routes.NONE;
    private volatile Optional<StreamAcceptor> acceptor = Optional.empty();
    private volatile Optional<ActorRef<LinkChange>> watcher = Optional.empty();
    private final Drops drops = new Drops();
    private final SharedRoom arriving = new SharedRoom(ARRIVED_MAX_BYTES);
    private final SharedRoom leaving = new SharedRoom(LEAVING_MAX_BYTES);
    private final HeldBytes held = new HeldBytes(HELD_MAX_BYTES);

    Map<Long, LinkSeat> seats() {
        return seats;
    }

    Routes routes() {
        return routes;
    }

    /** Only the switchboard replaces the routes. What a service held that has none left is free. */
    void route(Routes next) {
        Set<Inbox> gone = routes.inboxes();
        gone.removeAll(next.inboxes());
        routes = next;
        gone.forEach(Inbox::close);
    }

    Optional<StreamAcceptor> acceptor() {
        return acceptor;
    }

    void accept(StreamAcceptor next) {
        acceptor = Optional.of(next);
    }

    /** Who hears of links and of their notices. */
    Optional<ActorRef<LinkChange>> watcher() {
        return watcher;
    }

    void watch(ActorRef<LinkChange> next) {
        watcher = Optional.of(next);
    }

    Drops drops() {
        return drops;
    }

    SharedRoom arriving() {
        return arriving;
    }

    SharedRoom leaving() {
        return leaving;
    }

    HeldBytes held() {
        return held;
    }
}
