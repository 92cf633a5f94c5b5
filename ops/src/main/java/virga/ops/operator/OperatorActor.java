package virga.ops.operator;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import virga.actors.node.NodeContext;
import virga.actors.presence.PresenceActor;
import virga.ops.operator.registry.DeviceText;
import virga.ops.operator.registry.DomainEntry;
import virga.ops.operator.registry.OperatorException;
import virga.ops.operator.registry.database.DatabaseException;
import virga.protocol.carrier.Candidate;
import virga.protocol.record.RecordBody;
import virga.protocol.record.SignedRecord;
import virga.protocol.record.Verdict;

/** Does what a person asks of the operator, and keeps alive what the operator vouches for. */
public final class OperatorActor {
    /** Commands for tokens that wait for this node's addresses. */
    static final int TOKENS_WAITING_MAX = 1_024;

    /** How often records are looked at for renewal. */
    static final Duration SWEEP_EVERY = Duration.ofMinutes(10);

    private static final Logger LOG = LoggerFactory.getLogger(OperatorActor.class);

    private final ActorContext<Command> context;
    private final NodeContext node;
    private final OperatorCommands commands;
    private final ActorRef<PresenceActor.Description> addresses;
    private final List<CreateToken> tokensWaiting = new ArrayList<>();

    public sealed interface Command {}

    public record AddDomain(String name, ActorRef<OperatorOutcome<DomainEntry>> replyTo)
            implements Command {}

    public record ListDomains(ActorRef<OperatorOutcome<List<DomainEntry>>> replyTo)
            implements Command {}

    public record SetQuota(String domain, int quota, ActorRef<OperatorOutcome<DomainEntry>> replyTo)
            implements Command {}

    public record CreateToken(TokenRequest request, ActorRef<OperatorOutcome<CreatedToken>> replyTo)
            implements Command {}

    public record ListSupers(ActorRef<OperatorOutcome<List<ListedSuper>>> replyTo)
            implements Command {}

    /** All domains where {@code domain} is empty. */
    public record ListNodes(
            Optional<String> domain, ActorRef<OperatorOutcome<List<ListedNode>>> replyTo)
            implements Command {}

    /** All of them or none; {@code replace}: one of the same name is changed, else refused. */
    public record ApplyDevices(
            List<DeviceText> devices,
            boolean replace,
            ActorRef<OperatorOutcome<List<AppliedDevice>>> replyTo)
            implements Command {
        public ApplyDevices {
            devices = List.copyOf(devices);
        }
    }

    public record RemoveDevice(
            String domain, String name, ActorRef<OperatorOutcome<String>> replyTo)
            implements Command {}

    /** All domains where {@code domain} is empty. */
    public record ListDevices(
            Optional<String> domain, ActorRef<OperatorOutcome<List<ListedDevice>>> replyTo)
            implements Command {}

    /** {@code node}: as {@link NamedNode} understands it. */
    public record Revoke(String node, ActorRef<OperatorOutcome<RevokedNode>> replyTo)
            implements Command {}

    private record Addresses(List<Candidate> candidates) implements Command {}

    private record Sweep() implements Command {}

    private record Finished(Runnable reply) implements Command {}

    private OperatorActor(
            ActorContext<Command> context, NodeContext node, OperatorCommands commands) {
        this.context = context;
        this.node = node;
        this.commands = commands;
        this.addresses =
                context.messageAdapter(
                        PresenceActor.Description.class, d -> new Addresses(d.candidates()));
    }

    /** Hears where commands go, also after a restart. */
    @FunctionalInterface
    public interface Started {
        void at(ActorRef<Command> operator);
    }

    static Behavior<Command> create(NodeContext node, OperatorCommands commands, Started started) {
        return Behaviors.setup(
                context ->
                        Behaviors.withTimers(
                                timers -> {
                                    started.at(context.getSelf());
                                    timers.startTimerWithFixedDelay(new Sweep(), SWEEP_EVERY);
                                    context.getSelf().tell(new Sweep());
                                    OperatorActor actor =
                                            new OperatorActor(context, node, commands);
                                    return Behaviors.receiveMessage(actor::on);
                                }));
    }

    private Behavior<Command> on(Command command) {
        Instant now = node.clock().instant();
        switch (command) {
            case AddDomain(String name, var replyTo) ->
                    answer(commands.addDomain(name, now), replyTo);
            case ListDomains(var replyTo) -> answer(commands.listDomains(), replyTo);
            case SetQuota(String domain, int quota, var replyTo) ->
                    answer(commands.setQuota(domain, quota, now), replyTo);
            case CreateToken create -> onCreateToken(create);
            case ListSupers(var replyTo) -> answer(commands.listSupers(now), replyTo);
            case ListNodes(var domain, var replyTo) -> answer(commands.listNodes(domain), replyTo);
            case ApplyDevices(var devices, boolean replace, var replyTo) ->
                    answer(commands.applyDevices(devices, replace, now), replyTo);
            case RemoveDevice(String domain, String name, var replyTo) ->
                    answer(commands.removeDevice(domain, name, now), replyTo);
            case ListDevices(var domain, var replyTo) ->
                    answer(commands.listDevices(domain), replyTo);
            case Revoke(String name, var replyTo) ->
                    answer(
                            commands.revoke(name, now)
                                    .thenApply(
                                            revoked -> {
                                                enforce(revoked.list());
                                                return revoked;
                                            }),
                            replyTo);
            case Addresses(List<Candidate> candidates) -> onAddresses(candidates, now);
            case Sweep _ -> sweep(now);
            case Finished(Runnable reply) -> reply.run();
        }
        return Behaviors.same();
    }

    private <T> void answer(CompletionStage<T> stage, ActorRef<OperatorOutcome<T>> replyTo) {
        context.pipeToSelf(
                stage, (value, fault) -> new Finished(() -> replyTo.tell(outcome(value, fault))));
    }

    private static <T> OperatorOutcome<T> outcome(@Nullable T value, @Nullable Throwable fault) {
        if (value != null) {
            return new OperatorOutcome.Done<>(value);
        }
        return OperatorOutcome.ofFault(
                fault == null ? new IllegalStateException("no result") : fault);
    }

    private void onCreateToken(CreateToken create) {
        if (tokensWaiting.size() >= TOKENS_WAITING_MAX) {
            create.replyTo()
                    .tell(
                            new OperatorOutcome.Failed<>(
                                    OperatorException.Kind.FAILED,
                                    "too many tokens are asked for at once",
                                    "say it again in a moment"));
            return;
        }
        tokensWaiting.add(create);
        node.presence().tell(new PresenceActor.Describe(addresses));
    }

    private void onAddresses(List<Candidate> candidates, Instant now) {
        for (CreateToken create : tokensWaiting) {
            answer(commands.createToken(create.request(), candidates, now), create.replyTo());
        }
        tokensWaiting.clear();
    }

    /** This node is the first that acts on it. Any thread. */
    private void enforce(SignedRecord list) {
        Verdict<RecordBody> verdict = node.verifier().verify(list, node.clock().instant());
        if (verdict instanceof Verdict.Rejected<RecordBody>(var reason)) {
            LOG.atError().addKeyValue("reason", reason).log("this operator's own list is refused");
        }
    }

    /** Goes on at once while there is more than one transaction takes. */
    private void sweep(Instant now) {
        background(
                commands.signRevocations(now)
                        .thenApply(
                                signed -> {
                                    signed.ifPresent(this::enforce);
                                    return signed;
                                }));
        context.pipeToSelf(
                commands.renewRecords(now),
                (more, fault) ->
                        new Finished(
                                () -> {
                                    if (fault != null) {
                                        warn(fault);
                                    } else if (Boolean.TRUE.equals(more)) {
                                        context.getSelf().tell(new Sweep());
                                    }
                                }));
    }

    private void background(CompletionStage<?> stage) {
        context.pipeToSelf(
                stage,
                (_, fault) ->
                        new Finished(
                                () -> {
                                    if (fault != null) {
                                        warn(fault);
                                    }
                                }));
    }

    private static void warn(Throwable fault) {
        if (!DatabaseException.isOutage(fault)) {
            LOG.atWarn()
                    .addKeyValue("reason", fault.getMessage())
                    .log("operator's own work failed");
        }
    }
}
