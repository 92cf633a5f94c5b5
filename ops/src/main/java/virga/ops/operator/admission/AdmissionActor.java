package virga.ops.operator.admission;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import virga.actors.node.NodeContext;
import virga.actors.switchboard.AskRate;
import virga.actors.switchboard.Inbound;
import virga.actors.switchboard.SwitchboardActor;
import virga.ops.operator.admission.Admission.SilenceReason;
import virga.ops.operator.admission.AdmissionDesk.Result;
import virga.ops.operator.plan.PlanDesk;
import virga.ops.operator.registry.OperatorIdentity;
import virga.ops.operator.registry.Registry;
import virga.ops.operator.registry.RegistryTables;
import virga.ops.operator.registry.database.DatabaseException;
import virga.protocol.identity.NodeId;
import virga.protocol.identity.PublicKey;
import virga.protocol.link.LinkPeer;
import virga.protocol.message.Envelope;
import virga.protocol.message.Message;
import virga.protocol.message.RefusalReason;

/**
 * Answers who asks the operator to be admitted, renewed or made a super. An answer goes out when
 * what it says is on the disk; a stranger without a valid secret gets none.
 */
public final class AdmissionActor {
    /** Questions held at a time, of which one peer has a quarter at most. */
    public static final int PENDING_MAX = 4_096;

    /** Admissions or renewals that one key may ask for at once. */
    static final int ASKS_BURST_MAX = 8;

    /** After this it may ask once more. */
    static final Duration ASKS_REFILL = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(AdmissionActor.class);

    private final NodeContext node;
    private final Registry registry;
    private final AdmissionDesk desk;
    private final PlanDesk plan;
    private final AskRate<PublicKey> rate = new AskRate<>(ASKS_BURST_MAX, ASKS_REFILL);
    private final Map<SilenceReason, Long> silences = new EnumMap<>(SilenceReason.class);
    private final ActorContext<Command> context;

    public sealed interface Command {}

    /** How many questions got no answer since the start, by reason. */
    public record CountSilences(ActorRef<Silences> replyTo) implements Command {}

    /** Reason in lower case with hyphens, and how often. */
    public record Silences(Map<String, Long> byReason) {
        public Silences {
            byReason = Map.copyOf(byReason);
        }
    }

    private record Asked(Inbound inbound) implements Command {}

    private record Handled(Inbound inbound, List<Reply> replies) implements Command {}

    /** What became of one question. */
    private record Reply(int id, Result result) {}

    private AdmissionActor(
            ActorContext<Command> context,
            NodeContext node,
            Registry registry,
            OperatorIdentity identity,
            PlanDesk plan) {
        this.plan = plan;
        this.context = context;
        this.node = node;
        this.registry = registry;
        this.desk = new AdmissionDesk(identity);
    }

    public static Behavior<Command> create(
            NodeContext node, Registry registry, OperatorIdentity identity, PlanDesk plan) {
        return Behaviors.setup(
                context -> {
                    node.switchboard()
                            .tell(
                                    new SwitchboardActor.Serve(
                                            Set.of(
                                                    Message.Admit.class,
                                                    Message.Renew.class,
                                                    Message.SubmitSuperNode.class,
                                                    Message.RangeWhole.class),
                                            context.messageAdapter(Inbound.class, Asked::new),
                                            PENDING_MAX));
                    return new AdmissionActor(context, node, registry, identity, plan).running();
                });
    }

    private Behavior<Command> running() {
        return Behaviors.receiveMessage(this::on);
    }

    private Behavior<Command> on(Command command) {
        switch (command) {
            case Asked(Inbound inbound) -> onAsked(inbound);
            case Handled(Inbound inbound, List<Reply> replies) -> onHandled(inbound, replies);
            case CountSilences(ActorRef<Silences> replyTo) -> replyTo.tell(counted());
        }
        return Behaviors.same();
    }

    private void onAsked(Inbound inbound) {
        Instant now = node.clock().instant();
        List<CompletableFuture<Reply>> replies = new ArrayList<>();
        for (Envelope envelope : inbound.questions()) {
            CompletionStage<Result> result =
                    rate.allows(inbound.from().publicKey(), now)
                            ? handle(inbound.from(), envelope.body(), now)
                            : CompletableFuture.completedFuture(tooFast(inbound.from()));
            replies.add(
                    result.exceptionally(fault -> failed(inbound.from(), fault))
                            .thenApply(r -> new Reply(envelope.id(), r))
                            .toCompletableFuture());
        }
        context.pipeToSelf(
                CompletableFuture.allOf(replies.toArray(CompletableFuture[]::new)),
                (_, _) ->
                        new Handled(
                                inbound,
                                replies.stream().map(CompletableFuture::resultNow).toList()));
    }

    private CompletionStage<Result> handle(LinkPeer from, Message body, Instant now) {
        return switch (body) {
            case Message.Admit admit when from.node().isEmpty() ->
                    registry.change(t -> desk.admit(t, from.publicKey(), admit, now));
            case Message.Renew _ when from.id().isPresent() ->
                    registry.change(t -> desk.renew(t, from.id().get(), now));
            case Message.SubmitSuperNode submit when from.id().isPresent() ->
                    registry.change(t -> submit(t, from.id().get(), submit, now));
            case Message.RangeWhole whole when from.id().isPresent() ->
                    registry.change(
                            t -> {
                                plan.whole(t, from.id().get(), whole, now);
                                return Result.answer(Message.Noted.INSTANCE);
                            });
            default ->
                    CompletableFuture.completedFuture(
                            Result.silence(SilenceReason.NOT_FOR_THIS_PEER));
        };
    }

    private Result submit(
            RegistryTables tables, NodeId peer, Message.SubmitSuperNode offer, Instant now)
            throws SQLException {
        return plan.submit(tables, peer, offer.candidates(), offer.store(), now)
                .map(record -> Result.answer(new Message.SuperNodeAssigned(record)))
                .orElseGet(() -> Result.refused(RefusalReason.NOT_A_SUPER));
    }

    /** An admitted peer is told to come later; a stranger is told nothing. */
    private static Result tooFast(LinkPeer from) {
        return from.node().isPresent()
                ? Result.answer(Message.Busy.INSTANCE)
                : Result.silence(SilenceReason.TOO_FAST);
    }

    private static Result failed(LinkPeer from, Throwable fault) {
        if (!DatabaseException.isOutage(fault)) {
            LOG.atError().addKeyValue("reason", fault.getMessage()).log("registry did not take it");
        }
        return from.node().isPresent()
                ? Result.answer(Message.Busy.INSTANCE)
                : Result.silence(SilenceReason.REGISTRY_FAILED);
    }

    private void onHandled(Inbound inbound, List<Reply> replies) {
        List<Envelope> answers = new ArrayList<>();
        for (Reply reply : replies) {
            reply.result()
                    .answer()
                    .ifPresent(answer -> answers.add(new Envelope(reply.id(), answer)));
            reply.result().silence().ifPresent(reason -> silences.merge(reason, 1L, Long::sum));
        }
        if (!answers.isEmpty()) {
            inbound.replies().send(answers);
        }
        inbound.done();
    }

    private Silences counted() {
        Map<String, Long> byReason = new TreeMap<>();
        silences.forEach((reason, count) -> byReason.put(reason.word(), count));
        return new Silences(byReason);
    }
}
