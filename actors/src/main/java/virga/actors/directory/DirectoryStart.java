package virga.actors.directory;

import akka.actor.typed.ActorRef;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import virga.actors.settings.OwnMembership;
import virga.actors.switchboard.SwitchboardActor;
import virga.protocol.record.RecordVerifier;

/**
 * What a directory works with.
 *
 * @param nanos a clock that never goes back
 * @param blocking reads the cache
 */
public record DirectoryStart(
        OwnMembership membership,
        RecordVerifier verifier,
        InstantSource clock,
        LongSupplier nanos,
        RandomGenerator random,
        PeerCache cache,
        Executor blocking,
        ActorRef<SwitchboardActor.Command> switchboard) {}
