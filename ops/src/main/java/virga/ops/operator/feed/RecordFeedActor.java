package virga.ops.operator.feed;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import virga.actors.node.NodeContext;
import virga.actors.switchboard.Outcome;
import virga.actors.switchboard.SwitchboardActor.Answers;
import virga.actors.switchboard.SwitchboardActor.Ask;
import virga.actors.switchboard.SwitchboardActor.Question;
import virga.actors.switchboard.Target;
import virga.ops.operator.registry.Registry;
import virga.ops.operator.registry.SuperEntry;
import virga.ops.operator.registry.database.DatabaseException;
import virga.protocol.carrier.Candidate;
import virga.protocol.identity.NodeId;
import virga.protocol.message.Message;
import virga.protocol.record.SignedRecord;

/** Brings every static record to every super, this node's own store among them. */
public final class RecordFeedActor {
    /** How long a super may take for a page. */
    static final Duration PAGE_TIMEOUT = Duration.ofSeconds(20);

    /** The registry is looked at again even where nothing was heard of a change. */
    static final Duration LOOK_EVERY = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(RecordFeedActor.class);

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final NodeContext node;
    private final Registry registry;
    private final RecordFeed feed;
    private final ActorRef<Answers> answers;
    private final Map<NodeId, List<Candidate>> candidates = new HashMap<>();
    private final Map<Long, Delivery> deliveries = new HashMap<>();
    private long lastDelivery;
    private boolean looking;
    private boolean lookAgain;

    public sealed interface Command {}

    /** How far the supers are behind. */
    public record Describe(ActorRef<Progress> replyTo) implements Command {}

    /** {@code caughtUp} of {@code supers} have everything up to change {@code latest}. */
    public record Progress(int supers, int caughtUp, long latest) {}

    private record Look() implements Command {}

    private record Seen(FeedView view) implements Command {}

    private record NotSeen(Throwable fault) implements Command {}

    private record PageRead(NodeId to, FeedPage page) implements Command {}

    private record PageNotRead(NodeId to, Throwable fault) implements Command {}

    private record Answered(Answers answers) implements Command {}

    private record Wake() implements Command {}

    /** One page on its way; {@code open} of its questions have no outcome yet. */
    private static final class Delivery {
        private final NodeId to;
        private final long upTo;
        private int open;
        private boolean failed;

        Delivery(NodeId to, long upTo, int open) {
            this.to = to;
            this.upTo = upTo;
            this.open = open;
        }
    }

    private RecordFeedActor(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            NodeContext node,
            Registry registry) {
        this.context = context;
        this.timers = timers;
        this.node = node;
        this.registry = registry;
        this.feed = new RecordFeed(node.random());
        this.answers = context.messageAdapter(Answers.class, Answered::new);
    }

    public static Behavior<Command> create(NodeContext node, Registry registry) {
        return Behaviors.setup(
                context ->
                        Behaviors.withTimers(
                                timers -> {
                                    ActorRef<Command> self = context.getSelf();
                                    registry.onChange("record-feed", _ -> self.tell(new Look()));
                                    timers.startTimerWithFixedDelay(new Look(), LOOK_EVERY);
                                    self.tell(new Look());
                                    RecordFeedActor actor =
                                            new RecordFeedActor(context, timers, node, registry);
                                    return Behaviors.receiveMessage(actor::on);
                                }));
    }

    private Behavior<Command> on(Command command) {
        switch (command) {
            case Look _ -> look();
            case Seen(FeedView view) -> onSeen(view);
            case NotSeen(Throwable fault) -> onNotSeen(fault);
            case PageRead(NodeId to, FeedPage page) -> send(to, page);
            case PageNotRead(NodeId to, Throwable fault) -> {
                warn(fault, "page not read");
                feed.failed(to, now());
                push();
            }
            case Answered(Answers outcomes) -> onAnswers(outcomes);
            case Wake _ -> push();
            case Describe(ActorRef<Progress> replyTo) ->
                    replyTo.tell(new Progress(candidates.size(), feed.caughtUp(), feed.latest()));
        }
        return Behaviors.same();
    }

    /** Many changes at one moment are one look. */
    private void look() {
        lookAgain = looking;
        if (looking) {
            return;
        }
        looking = true;
        context.pipeToSelf(
                registry.read(FeedView::read),
                (view, fault) -> view == null ? new NotSeen(unknown(fault)) : new Seen(view));
    }

    private static Throwable unknown(@Nullable Throwable fault) {
        return fault == null ? new IllegalStateException("no result") : fault;
    }

    private void onSeen(FeedView view) {
        looking = false;
        Map<NodeId, RecordFeed.Cursor> cursors = new TreeMap<>();
        candidates.clear();
        for (SuperEntry one : view.supers()) {
            cursors.put(one.id(), new RecordFeed.Cursor(one.joined(), one.fed()));
            candidates.put(one.id(), one.candidates());
        }
        feed.supersAre(cursors);
        feed.changed(view.latest());
        push();
        if (lookAgain) {
            look();
        }
    }

    private void onNotSeen(Throwable fault) {
        looking = false;
        warn(fault, "registry not read");
    }

    /** An outage has its line in the log already. */
    private static void warn(Throwable fault, String what) {
        if (!DatabaseException.isOutage(fault)) {
            LOG.atWarn().addKeyValue("reason", fault.getMessage()).log(what);
        }
    }

    private void push() {
        Instant now = now();
        for (RecordFeed.Push push : feed.due(now)) {
            context.pipeToSelf(
                    registry.read(tables -> FeedPage.read(tables, push, node.id(), now)),
                    (page, fault) ->
                            page == null
                                    ? new PageNotRead(push.to(), unknown(fault))
                                    : new PageRead(push.to(), page));
        }
        feed.deadline()
                .ifPresent(
                        at -> {
                            Duration wait = Duration.between(now, at);
                            timers.startSingleTimer(
                                    new Wake(), wait.isNegative() ? Duration.ZERO : wait);
                        });
    }

    private void send(NodeId to, FeedPage page) {
        if (page.records().isEmpty()) {
            delivered(to, page.upTo());
            push();
            return;
        }
        long delivery = ++lastDelivery;
        deliveries.put(delivery, new Delivery(to, page.upTo(), page.records().size()));
        List<Question> questions = new ArrayList<>();
        for (SignedRecord record : page.records()) {
            questions.add(new Question(delivery, new Message.Store(record)));
        }
        Target target = Target.node(to, candidates.getOrDefault(to, List.of()));
        node.switchboard().tell(new Ask(target, questions, PAGE_TIMEOUT, answers));
    }

    private void onAnswers(Answers arrived) {
        for (Outcome outcome : arrived.outcomes()) {
            Delivery delivery = deliveries.get(outcome.tag());
            if (delivery != null) {
                delivery.failed |= !isFinal(delivery.to, outcome);
                delivery.open--;
                if (delivery.open == 0) {
                    deliveries.remove(outcome.tag());
                    finish(delivery);
                }
            }
        }
    }

    /** Stored, or refused for good: asking again would change nothing. */
    private static boolean isFinal(NodeId to, Outcome outcome) {
        if (!(outcome instanceof Outcome.Answered(long _, var _, Message.Answer body))) {
            return false;
        }
        if (body instanceof Message.Stored) {
            return true;
        }
        LOG.atDebug().addKeyValue("peer", to).addKeyValue("reason", body).log("record not stored");
        return !(body instanceof Message.Busy);
    }

    private void finish(Delivery delivery) {
        if (delivery.failed) {
            feed.failed(delivery.to, now());
        } else {
            delivered(delivery.to, delivery.upTo);
        }
        push();
    }

    /** Noted, so that another process of this operator, or the next, goes on from there. */
    private void delivered(NodeId to, long upTo) {
        feed.delivered(to, upTo);
        registry.change(
                        tables -> {
                            tables.supers().fed(to, upTo);
                            return upTo;
                        })
                .exceptionally(
                        fault -> {
                            LOG.atDebug()
                                    .addKeyValue("reason", fault.getMessage())
                                    .log("not noted");
                            return upTo;
                        });
    }

    private Instant now() {
        return node.clock().instant();
    }
}
