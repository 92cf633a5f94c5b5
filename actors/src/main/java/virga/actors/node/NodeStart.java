package virga.actors.node;

import akka.actor.typed.ActorRef;
import java.util.List;
import java.util.concurrent.Executor;
import virga.actors.settings.NodeSettings;
import virga.actors.settings.OwnMembership;
import virga.protocol.identity.IdentityKey;
import virga.protocol.link.LinkSettings;
import virga.protocol.record.RecordVerifier;

/**
 * What a node's guardian is started with.
 *
 * @param membership current: a node is admitted before it starts
 * @param environment event loops, clock and random source; shared by all nodes of the process
 * @param blocking for work that waits; shared by all nodes of the process
 * @param services what the roles add
 * @param onStarted told once whether the node serves
 */
public record NodeStart(
        NodeSettings settings,
        NodeHome home,
        IdentityKey key,
        OwnMembership membership,
        RecordVerifier verifier,
        LinkSettings.Environment environment,
        Executor blocking,
        List<NodeService> services,
        ActorRef<GuardianActor.Started> onStarted) {
    public NodeStart {
        services = List.copyOf(services);
    }
}
