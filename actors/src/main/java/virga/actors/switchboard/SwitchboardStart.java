package virga.actors.switchboard;

import akka.actor.typed.ActorRef;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import virga.protocol.identity.NodeId;
import virga.protocol.link.LinkEvents;
import virga.protocol.link.LinkPeer;

/**
 * What a switchboard works with. It is made once for a node and outlives restarts of the actor.
 *
 * @param self this node as its own peer, for questions to itself
 * @param nanos a clock that never goes back and starts near 0
 */
public record SwitchboardStart(
        NodeId id,
        Supplier<LinkPeer> self,
        Network network,
        InstantSource clock,
        LongSupplier nanos,
        RandomGenerator random,
        Exchange exchange) {
    public static SwitchboardStart of(
            NodeId id,
            Supplier<LinkPeer> self,
            Network network,
            InstantSource clock,
            RandomGenerator random) {
        long origin = System.nanoTime();
        return new SwitchboardStart(
                id, self, network, clock, () -> System.nanoTime() - origin, random, new Exchange());
    }

    /** Hands what happens on links to {@code switchboard}. */
    public LinkEvents eventsFor(ActorRef<SwitchboardActor.Command> switchboard) {
        return new LinkDoor(exchange, nanos, switchboard);
    }
}
