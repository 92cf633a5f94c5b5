package virga.tunnel.open;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import virga.protocol.carrier.Carrier;
import virga.tunnel.bridge.Bridge;
import virga.tunnel.bridge.BridgeLoops;

/**
 * Carries local connections to one port of one device, by the way that {@link WayActor} found: on
 * an open way no actor takes part. Thread safe.
 */
public final class Door {
    private static final TunnelFailure FULL =
            new TunnelFailure(
                    TunnelFailure.Kind.FAILED,
                    "too many connections",
                    "raise limits.tunnel-connections in virga.conf");

    private static final TunnelFailure SHUT =
            new TunnelFailure(TunnelFailure.Kind.FAILED, "the tunnel is closed", "");

    private final BridgeLoops bridges;
    private final int connectionsMax;
    private final Set<Carriage> carriages = ConcurrentHashMap.newKeySet();
    private final AtomicLong bytesOut = new AtomicLong();
    private final AtomicLong bytesIn = new AtomicLong();
    private volatile boolean shut;
    private volatile @Nullable OpenWay way;
    private volatile OptionalInt port = OptionalInt.empty();
    private volatile @Nullable TunnelFailure trouble;
    private volatile @Nullable ActorRef<WayActor.Command> keeper;

    public Door(BridgeLoops bridges, int connectionsMax) {
        this.bridges = bridges;
        this.connectionsMax = connectionsMax;
    }

    /** Has {@code ways} find ways for this door, which may carry as soon as this returns. */
    public ActorRef<WayActor.Command> keepBy(
            ActorContext<?> parent, Behavior<WayActor.Command> ways, String name) {
        ActorRef<WayActor.Command> actor =
                parent.spawn(
                        Behaviors.supervise(ways).onFailure(SupervisorStrategy.restart()), name);
        keeper = actor;
        return actor;
    }

    /** Carries the connection now, or as soon as a way is found; refuses it where there is none. */
    public void carry(Arrival arrival) {
        if (shut || carriages.size() >= connectionsMax) {
            refuse(arrival, shut ? SHUT : FULL);
            return;
        }
        Carriage carriage = new Carriage(this, arrival);
        carriages.add(carriage);
        OpenWay now = way;
        if (now == null) {
            seek(carriage, Optional.empty());
        } else {
            carriage.take(now);
        }
    }

    /** Carries no more, and cuts what it carries. */
    public void shut() {
        shut = true;
        OpenWay open = way;
        if (open != null) {
            open.link().eventLoop().execute(open.trial()::drop);
        }
        carriages.forEach(carriage -> carriage.cut(SHUT));
    }

    BridgeLoops bridges() {
        return bridges;
    }

    /** A way was found; later connections take it too. */
    void opened(OpenWay found) {
        way = found;
        port = OptionalInt.of(found.target().port());
        trouble = null;
    }

    /** The way is no more; does nothing where a newer one was found. */
    void closed(OpenWay gone) {
        if (gone.equals(way)) {
            way = null;
        }
    }

    /** {@code lost}: the way by which it did not come to the device. */
    void seek(Carriage carriage, Optional<LostWay> lost) {
        ActorRef<WayActor.Command> actor = keeper;
        if (actor == null) {
            throw new IllegalStateException("nobody keeps this door");
        }
        actor.tell(new WayActor.Carry(carriage, lost));
    }

    void refused(Carriage carriage, Arrival arrival, TunnelFailure why) {
        carriages.remove(carriage);
        refuse(arrival, why);
    }

    private void refuse(Arrival arrival, TunnelFailure why) {
        trouble = why;
        arrival.refused(why);
    }

    void ended(Carriage carriage, Bridge bridge) {
        carriages.remove(carriage);
        bytesOut.addAndGet(bridge.bytesOut());
        bytesIn.addAndGet(bridge.bytesIn());
    }

    /** Connections carried now, or waiting for a way. */
    public int connections() {
        return carriages.size();
    }

    /** Bytes to the device, on connections that have ended. */
    public long bytesOut() {
        return bytesOut.get();
    }

    /** Bytes from the device, on connections that have ended. */
    public long bytesIn() {
        return bytesIn.get();
    }

    /** By what the next connection goes; empty where a way must be found first. */
    public Optional<Carrier> via() {
        return Optional.ofNullable(way).map(open -> open.link().carrier());
    }

    /** The device's port that the last way led to; empty before the first. */
    public OptionalInt port() {
        return port;
    }

    /** Why the last connection could not be carried; empty once a way was found again. */
    public Optional<TunnelFailure> trouble() {
        return Optional.ofNullable(trouble);
    }
}
