package virga.supernode.offer;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import virga.actors.directory.Declines;
import virga.actors.node.NodeContext;
import virga.actors.presence.PresenceActor;
import virga.actors.switchboard.Outcome;
import virga.actors.switchboard.SwitchboardActor;
import virga.actors.switchboard.Target;
import virga.protocol.Bytes;
import virga.protocol.carrier.Candidate;
import virga.protocol.membership.Membership;
import virga.protocol.message.Message;
import virga.supernode.store.StoreActor;

/** Offers this node to the operator, and tells the store which ranges it was given. */
public final class OfferActor {
    /** How often it is looked where this node can be dialled. */
    static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    /** How long the operator may take to answer. */
    static final Duration ANSWER_MAX = Duration.ofSeconds(10);

    public sealed interface Command {}

    private record Look() implements Command {}

    private record Described(List<Candidate> candidates) implements Command {}

    private record StoreKnown(Bytes id) implements Command {}

    private record StoreClosed() implements Command {}

    private record Heard(Outcome outcome) implements Command {}

    private final NodeContext node;
    private final ActorContext<Command> context;
    private final ActorRef<StoreActor.Command> store;
    private final ActorRef<PresenceActor.Description> described;
    private final ActorRef<SwitchboardActor.Answers> answers;
    private final Offering offering;
    private Optional<String> trouble = Optional.empty();

    private OfferActor(
            ActorContext<Command> context, NodeContext node, ActorRef<StoreActor.Command> store) {
        this.context = context;
        this.node = node;
        this.store = store;
        this.described =
                context.messageAdapter(
                        PresenceActor.Description.class, d -> new Described(d.candidates()));
        this.answers =
                context.messageAdapter(
                        SwitchboardActor.Answers.class,
                        heard -> new Heard(heard.outcomes().getFirst()));
        this.offering = new Offering(node.clock().instant(), node.random());
    }

    public static Behavior<Command> create(NodeContext node, ActorRef<StoreActor.Command> store) {
        return Behaviors.setup(
                context ->
                        Behaviors.withTimers(
                                timers -> {
                                    timers.startTimerWithFixedDelay(new Look(), LOOK_EVERY);
                                    context.getSelf().tell(new Look());
                                    var actor = new OfferActor(context, node, store);
                                    return Behaviors.receiveMessage(actor::on);
                                }));
    }

    private Behavior<Command> on(Command command) {
        switch (command) {
            case Look _ -> node.presence().tell(new PresenceActor.Describe(described));
            case Described(List<Candidate> candidates) -> onDescribed(candidates);
            case StoreKnown(Bytes id) -> offer(id);
            case StoreClosed _ -> failed("the own store cannot be used now");
            case Heard(Outcome outcome) -> onHeard(outcome);
        }
        return Behaviors.same();
    }

    private void onDescribed(List<Candidate> candidates) {
        offering.candidates(candidates, now());
        if (offering.take(now())) {
            store.tell(
                    new StoreActor.Use(
                            open -> {
                                context.getSelf().tell(new StoreKnown(open.id()));
                                return CompletableFuture.completedFuture(open);
                            },
                            () -> context.getSelf().tell(new StoreClosed())));
        }
    }

    private void offer(Bytes storeId) {
        Optional<Membership> in = node.membership().current();
        if (in.isEmpty()) {
            failed("this node has no admission");
            return;
        }
        Target operator = Target.node(in.get().operatorNode().body().id(), in.get().operators());
        var question = new Message.SubmitSuperNode(offering.candidates(), storeId);
        node.switchboard()
                .tell(SwitchboardActor.Ask.one(operator, 0, question, ANSWER_MAX, answers));
    }

    private void onHeard(Outcome outcome) {
        switch (outcome) {
            case Outcome.Answered answered -> onAnswer(answered.body());
            case Outcome.Unanswered unanswered ->
                    failed("the operator cannot be asked: " + unanswered.end().hint());
        }
    }

    private void onAnswer(Message.Answer answer) {
        switch (answer) {
            case Message.SuperNodeAssigned(var record) -> {
                store.tell(new StoreActor.Believe(record));
                trouble = Optional.empty();
                offering.accepted(now());
            }
            case Message.Declined declined ->
                    failed("the operator declined: " + Declines.words(declined));
            default -> failed("the operator answered something else");
        }
    }

    /** Said once for each new reason. */
    private void failed(String why) {
        if (!trouble.equals(Optional.of(why))) {
            context.getLog()
                    .atWarn()
                    .addKeyValue("reason", why)
                    .log("this node's offer to be a super came to nothing; it is made again");
        }
        trouble = Optional.of(why);
        offering.failed(now());
    }

    private Instant now() {
        return node.clock().instant();
    }
}
