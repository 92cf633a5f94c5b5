package virga.tunnel.open;

import akka.actor.typed.ActorRef;
import java.util.ArrayList;
import java.util.List;

/** Who waits for the end of one search: people who asked, and connections. Not thread safe. */
final class WayWaiters {
    /** Connections that wait for a way; more are refused. */
    static final int CONNECTIONS_MAX = 4_096;

    private static final TunnelFailure FULL =
            new TunnelFailure(
                    TunnelFailure.Kind.NO_PATH, "too many connections wait for a way", "");

    private final List<ActorRef<WayProgress>> listeners = new ArrayList<>();
    private final List<Carriage> connections = new ArrayList<>();

    void add(ActorRef<WayProgress> listener) {
        listeners.add(listener);
    }

    /** False where there is no room: the connection was refused. */
    boolean add(Carriage connection) {
        if (connections.size() >= CONNECTIONS_MAX) {
            connection.refuse(FULL);
            return false;
        }
        connections.add(connection);
        return true;
    }

    void traced(String step, long millis) {
        tell(new WayProgress.Traced(step, millis));
    }

    /** The search ended well: all connections take {@code found}. */
    void reached(OpenWay found, WayProgress.Reached reached) {
        tell(reached);
        listeners.clear();
        List<Carriage> carried = List.copyOf(connections);
        connections.clear();
        carried.forEach(connection -> connection.take(found));
    }

    /** The search ended without a way. */
    void unreachable(TunnelFailure failure) {
        tell(new WayProgress.Unreachable(failure));
        listeners.clear();
        List<Carriage> refused = List.copyOf(connections);
        connections.clear();
        refused.forEach(connection -> connection.refuse(failure));
    }

    private void tell(WayProgress progress) {
        listeners.forEach(listener -> listener.tell(progress));
    }
}
