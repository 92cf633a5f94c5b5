package virga.supernode.range;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import virga.actors.node.NodeContext;
import virga.actors.switchboard.Outcome;
import virga.actors.switchboard.SwitchboardActor;
import virga.actors.switchboard.SwitchboardActor.Question;
import virga.actors.switchboard.Target;
import virga.protocol.carrier.Candidate;
import virga.protocol.identity.NodeId;
import virga.protocol.message.Message.RangeWhole;
import virga.protocol.record.KeyRange;
import virga.protocol.record.KeyRanges;
import virga.protocol.record.RecordBody.SuperNodeRecord;
import virga.supernode.store.StoreActor;

/** Carries out what {@link RangeWork} decides: asks other holders, and uses the own store. */
public final class RangeActor {
    /** How often it is looked what is due. */
    static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    /** The store forgets who watches it when it is started again, and holders' records end. */
    static final Duration WATCH_EVERY = Duration.ofSeconds(30);

    static final Duration REPORT_TIMEOUT = Duration.ofSeconds(10);

    /** Tag of the report's question; exchanges have others. */
    private static final long REPORT_TAG = 0;

    public sealed interface Command {}

    private record PlanSaid(StoreActor.Supers supers) implements Command {}

    private record Look() implements Command {}

    private record Watch(ActorRef<StoreActor.Supers> watcher) implements Command {}

    private record Heard(List<Outcome> outcomes) implements Command {}

    private record Stepped(long id, Exchange.Step step) implements Command {}

    private record Forgotten(KeyRanges ranges, boolean all) implements Command {}

    private final ActorContext<Command> context;
    private final NodeContext node;
    private final ActorRef<StoreActor.Command> store;
    private final ActorRef<SwitchboardActor.Answers> answers;
    private final RangeWork work;
    private final Map<Long, ExchangeRun> runs = new HashMap<>();
    private final Map<NodeId, List<Candidate>> candidates = new HashMap<>();
    private boolean forgetting;

    private RangeActor(
            ActorContext<Command> context, NodeContext node, ActorRef<StoreActor.Command> store) {
        this.context = context;
        this.node = node;
        this.store = store;
        this.answers =
                context.messageAdapter(
                        SwitchboardActor.Answers.class, heard -> new Heard(heard.outcomes()));
        this.work = new RangeWork(node.id(), node.random());
    }

    public static Behavior<Command> create(NodeContext node, ActorRef<StoreActor.Command> store) {
        return Behaviors.setup(
                context ->
                        Behaviors.withTimers(
                                timers -> {
                                    begin(context, timers);
                                    var actor = new RangeActor(context, node, store);
                                    return Behaviors.receiveMessage(actor::on);
                                }));
    }

    private static void begin(ActorContext<Command> context, TimerScheduler<Command> timers) {
        ActorRef<StoreActor.Supers> watcher =
                context.messageAdapter(StoreActor.Supers.class, PlanSaid::new);
        timers.startTimerWithFixedDelay(new Look(), LOOK_EVERY);
        timers.startTimerWithFixedDelay(new Watch(watcher), WATCH_EVERY);
        context.getSelf().tell(new Watch(watcher));
    }

    private Behavior<Command> on(Command command) {
        switch (command) {
            case PlanSaid(StoreActor.Supers supers) -> onPlan(supers.all());
            case Look _ -> look();
            case Watch(ActorRef<StoreActor.Supers> watcher) ->
                    store.tell(new StoreActor.Watch(watcher));
            case Heard(List<Outcome> outcomes) -> onHeard(outcomes);
            case Stepped(long id, Exchange.Step step) -> onStep(id, step);
            case Forgotten(KeyRanges ranges, boolean all) -> onForgotten(ranges, all);
        }
        return Behaviors.same();
    }

    private void onPlan(List<SuperNodeRecord> supers) {
        candidates.clear();
        supers.forEach(one -> candidates.put(one.id(), one.candidates()));
        node.membership()
                .current()
                .ifPresent(in -> candidates.put(in.operatorNode().body().id(), in.operators()));
        work.plan(supers, operators(), now());
        look();
    }

    private List<NodeId> operators() {
        return node.verifier().operators().stream().map(one -> one.body().id()).toList();
    }

    private void look() {
        for (RangeWork.Start start : work.due(now())) {
            ExchangeRun run =
                    new ExchangeRun(
                            start.id(),
                            Target.node(
                                    start.peer(), candidates.getOrDefault(start.peer(), List.of())),
                            start.exchange(),
                            hands);
            runs.put(start.id(), run);
            run.perform(start.exchange().start());
        }
        work.report(now()).ifPresent(this::report);
        forget();
    }

    private void report(RangeWhole whole) {
        node.membership()
                .current()
                .ifPresent(
                        in ->
                                ask(
                                        Target.node(in.operatorNode().body().id(), in.operators()),
                                        List.of(new Question(REPORT_TAG, whole)),
                                        REPORT_TIMEOUT));
    }

    private void ask(Target to, List<Question> questions, Duration timeout) {
        node.switchboard().tell(new SwitchboardActor.Ask(to, questions, timeout, answers));
    }

    private void onHeard(List<Outcome> outcomes) {
        Map<Long, List<Outcome>> byRun =
                outcomes.stream().collect(Collectors.groupingBy(Outcome::tag));
        byRun.forEach(
                (tag, heard) -> {
                    ExchangeRun run = runs.get(tag);
                    if (run != null) {
                        run.heard(heard);
                    } else if (tag == REPORT_TAG
                            && heard.getFirst() instanceof Outcome.Unanswered) {
                        work.reportLost();
                    }
                });
    }

    private void onStep(long id, Exchange.Step step) {
        ExchangeRun run = runs.get(id);
        if (run == null) {
            return;
        }
        switch (step) {
            case Exchange.Step.Done(int received, int given) -> {
                runs.remove(id);
                context.getLog()
                        .atDebug()
                        .addKeyValue("peer", run.peer())
                        .addKeyValue("received", received)
                        .addKeyValue("given", given)
                        .log("range exchanged");
                work.done(id, now());
                look();
            }
            case Exchange.Step.Failed(String why) -> {
                runs.remove(id);
                context.getLog()
                        .atInfo()
                        .addKeyValue("peer", run.peer())
                        .addKeyValue("reason", why)
                        .log("range not exchanged");
                work.failed(id, now());
                look();
            }
            default -> run.perform(step);
        }
    }

    /** What was handed over goes some entries at a time, so that questions do not wait long. */
    private void forget() {
        KeyRanges ranges = work.toForget();
        if (forgetting || ranges.isEmpty()) {
            return;
        }
        forgetting = true;
        KeyRange first = ranges.ranges().getFirst();
        KeyRanges kept = work.kept();
        store.tell(
                new StoreActor.Use(
                        open ->
                                open.forget(first, kept)
                                        .whenComplete(
                                                (freed, failure) ->
                                                        forgotten(
                                                                first,
                                                                failure == null && freed == 0)),
                        () -> forgotten(first, false)));
    }

    // Off the actor.
    private void forgotten(KeyRange range, boolean all) {
        context.getSelf().tell(new Forgotten(new KeyRanges(List.of(range)), all));
    }

    private void onForgotten(KeyRanges ranges, boolean all) {
        forgetting = false;
        if (all) {
            work.forgotten(ranges);
            work.report(now()).ifPresent(this::report);
        }
        forget();
    }

    private Instant now() {
        return node.clock().instant();
    }

    private final ExchangeRun.Hands hands =
            new ExchangeRun.Hands() {
                @Override
                public void ask(Target to, List<Question> questions) {
                    RangeActor.this.ask(to, questions, ExchangeRun.ANSWER_MAX);
                }

                @Override
                public void use(StoreActor.Use use) {
                    store.tell(use);
                }

                // Also off the actor.
                @Override
                public void stepped(long id, Exchange.Step step) {
                    context.getSelf().tell(new Stepped(id, step));
                }
            };
}
