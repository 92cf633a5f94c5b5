package virga.actors.switchboard;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the event loops and the actors of one switchboard share, and what outlives a restart of it:
 * who serves what, and the open links. Thread safe.
 */
public final class Exchange {
    private final Map<Long, LinkSeat> seats = new ConcurrentHashMap<>();
    private volatile Routes routes = Routes.NONE;
    private volatile Optional<StreamAcceptor> acceptor = Optional.empty();
    private final Drops drops = new Drops();

    Map<Long, LinkSeat> seats() {
        return seats;
    }

    Routes routes() {
        return routes;
    }

    /** Only the switchboard replaces the routes. */
    void route(Routes next) {
        routes = next;
    }

    Optional<StreamAcceptor> acceptor() {
        return acceptor;
    }

    void accept(StreamAcceptor next) {
        acceptor = Optional.of(next);
    }

    Drops drops() {
        return drops;
    }
}
