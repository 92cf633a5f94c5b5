package virga.actors.node;

import akka.actor.typed.ActorRef;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;
import virga.actors.directory.DirectoryActor;
import virga.actors.presence.PresenceActor;
import virga.actors.settings.NodeSettings;
import virga.actors.settings.OwnMembership;
import virga.actors.sqlite.GroupCommit;
import virga.actors.sqlite.SqliteFile;
import virga.actors.switchboard.SwitchboardActor;
import virga.protocol.identity.IdentityKey;
import virga.protocol.identity.NodeId;
import virga.protocol.link.EventLoops;
import virga.protocol.record.RecordVerifier;

/**
 * What a service finds when it starts.
 *
 * @param id this node's own id
 * @param listening where this node listens, with the real port; empty without listener
 * @param random thread safe; of SecureRandom since records are sealed with it
 * @param database the node's {@code virga.db}; {@code writes} is the only way to write to it
 * @param blocking for work that waits: files, SQLite, DNS, processes
 */
public record NodeContext(
        NodeSettings settings,
        NodeHome home,
        NodeId id,
        IdentityKey key,
        OwnMembership membership,
        RecordVerifier verifier,
        Optional<InetSocketAddress> listening,
        InstantSource clock,
        SecureRandom random,
        EventLoops eventLoops,
        Executor blocking,
        SqliteFile database,
        GroupCommit writes,
        ActorRef<SwitchboardActor.Command> switchboard,
        ActorRef<DirectoryActor.Command> directory,
        ActorRef<PresenceActor.Command> presence) {}
