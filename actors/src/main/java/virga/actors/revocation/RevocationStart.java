package virga.actors.revocation;

import akka.actor.typed.ActorRef;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import virga.actors.settings.OwnMembership;
import virga.actors.switchboard.SwitchboardActor;
import virga.protocol.record.RecordVerifier;

/**
 * What a {@link RevocationActor} works with.
 *
 * @param file where the node keeps what it enforces
 * @param nanos a clock that never goes back
 * @param blocking writes the file
 */
public record RevocationStart(
        OwnMembership membership,
        RecordVerifier verifier,
        Path file,
        InstantSource clock,
        LongSupplier nanos,
        Executor blocking,
        ActorRef<SwitchboardActor.Command> switchboard) {}
