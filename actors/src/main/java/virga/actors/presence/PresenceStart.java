package virga.actors.presence;

import akka.actor.typed.ActorRef;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;
import virga.actors.directory.DirectoryActor;
import virga.actors.settings.NodeSettings;
import virga.actors.settings.OwnMembership;
import virga.actors.switchboard.SwitchboardActor;
import virga.protocol.identity.IdentityKey;
import virga.protocol.record.RecordVerifier;

/** What presence works with. {@code blocking} looks at interfaces and writes the membership. */
public record PresenceStart(
        NodeSettings settings,
        IdentityKey key,
        OwnMembership membership,
        RecordVerifier verifier,
        Optional<InetSocketAddress> listening,
        InstantSource clock,
        SecureRandom random,
        Executor blocking,
        ActorRef<SwitchboardActor.Command> switchboard,
        ActorRef<DirectoryActor.Command> directory) {}
