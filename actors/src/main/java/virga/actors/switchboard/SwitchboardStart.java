package virga.actors.switchboard;

import akka.actor.typed.ActorRef;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import virga.protocol.identity.NodeId;
import virga.protocol.link.LinkEvents;
import virga.protocol.link.LinkPeer;
import virga.protocol.link.LinkSettings;

/**
 * What a switchboard works with. It is made once for a node and outlives restarts of the actor.
 *
 * @param self this node as its own peer, for questions to itself
 * @param believed whether a peer that proved itself is still believed, its expiry aside
 * @param nanos a clock that never goes back and starts near 0
 */
public record SwitchboardStart(
        NodeId id,
        Supplier<LinkPeer> self,
        Network network,
        InstantSource clock,
        LongSupplier nanos,
        RandomGenerator random,
        Predicate<LinkPeer> believed,
        Exchange exchange) {
    public static SwitchboardStart of(
            NodeId id,
            Supplier<LinkPeer> self,
            Network network,
            Predicate<LinkPeer> believed,
            LinkSettings.Environment environment) {
        long origin = System.nanoTime();
        return new SwitchboardStart(
                id,
                self,
                network,
                environment.clock(),
                () -> System.nanoTime() - origin,
                environment.random(),
                believed,
                new Exchange());
    }

    /** Hands what happens on links to {@code switchboard}. */
    public LinkEvents eventsFor(ActorRef<SwitchboardActor.Command> switchboard) {
        return new LinkDoor(exchange, nanos, switchboard);
    }
}
