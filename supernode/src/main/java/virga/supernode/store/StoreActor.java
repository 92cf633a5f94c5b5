package virga.supernode.store;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.PreRestart;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import virga.actors.switchboard.Inbound;
import virga.actors.switchboard.SwitchboardActor;
import virga.protocol.message.Envelope;
import virga.protocol.message.Message;
import virga.protocol.record.KeyRanges;
import virga.protocol.record.RecordBody.SuperNodeRecord;
import virga.protocol.record.RejectReason;
import virga.protocol.record.SignedRecord;

/**
 * Serves the DHT: what memory knows is answered at once, one list of answers a flight; what has to
 * be read or written goes to the blocking executor, one batch a flight each, and comes back here.
 *
 * <pre>
 *   Asked -> sorted -+-> known          -> answers
 *                    +-> lookups, lists -> one reading  --> Read    -> answers
 *                    +-> stores         -> verify, write -> Written -> answers
 * </pre>
 */
public final class StoreActor {
    /** Questions that this service holds, of which one peer has a quarter at most. */
    public static final int PENDING_MAX = 65_536;

    /** Own work that waits for the file to be opened. */
    static final int WAITING_MAX = 64;

    /** From the end of one sweep that found little to the next. */
    static final Duration SWEEP_PAUSE = Duration.ofSeconds(10);

    private static final Set<Class<? extends Message.Question>> KINDS =
            Set.of(
                    Message.Lookup.class,
                    Message.ListRecords.class,
                    Message.Store.class,
                    Message.GetSuperNodes.class,
                    Message.GetRange.class,
                    Message.CompareRange.class,
                    Message.GetSummaries.class,
                    Message.GetRecords.class,
                    Message.GetOperatorNodes.class);

    public sealed interface Command {}

    /** For {@code status}: what this store counted since it started. */
    public record CountFaults(ActorRef<Faults> replyTo) implements Command {}

    /** {@code rejected} says more about the records that were not believed. */
    public record Faults(Map<StoreFault, Long> seen, Map<RejectReason, Long> rejected) {
        public Faults {
            seen = Map.copyOf(seen);
            rejected = Map.copyOf(rejected);
        }
    }

    /** Which keys this store answers for now. */
    public record DescribeHeld(ActorRef<Held> replyTo) implements Command {}

    public record Held(KeyRanges ranges) {}

    private record Asked(Inbound inbound) implements Command {}

    /** The supers are told to this actor now and at each change. */
    public record Watch(ActorRef<Supers> watcher) implements Command {}

    /** What is known of who holds which keys. */
    public record Supers(List<SuperNodeRecord> all) {
        public Supers {
            all = List.copyOf(all);
        }
    }

    /**
     * Work on the open store, which is not closed before it has ended; {@code work} is called off
     * this actor, or {@code closed} where the store cannot be used now.
     */
    public record Use(Function<OpenStore, CompletionStage<?>> work, Runnable closed)
            implements Command {}

    /** Puts a record into the store that the operator sent to this node itself. */
    public record Believe(SignedRecord record) implements Command {}

    private record Believed(FlightAnswers.Stored stored) implements Command {}

    private record Used() implements Command {}

    private record Opened(StoreOpening opening) implements Command {}

    private record NotOpened(Throwable cause) implements Command {}

    private record Read(OpenFlight flight, List<Envelope> answers) implements Command {}

    private record NotRead(OpenFlight flight, Throwable cause) implements Command {}

    private record Written(OpenFlight flight, FlightAnswers.Stored stored) implements Command {}

    private record NotWritten(OpenFlight flight, Throwable cause) implements Command {}

    private record Sweep() implements Command {}

    private record Swept(int freed) implements Command {}

    private record NotSwept(Throwable cause) implements Command {}

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final StoreSetup setup;
    private final ActorRef<SwitchboardActor.Command> switchboard;
    private final StoreFaults faults = new StoreFaults();
    private final StoreLoad load = new StoreLoad();
    private final StoreTrouble trouble = new StoreTrouble();
    private final HeldKeys keys;
    private @Nullable RecordStore store;
    private CompletionStage<StoreOpening> opening = new CompletableFuture<>();
    private final List<Use> waiting = new ArrayList<>();
    private boolean registered;

    private StoreActor(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            StoreSetup setup,
            ActorRef<SwitchboardActor.Command> switchboard) {
        this.context = context;
        this.timers = timers;
        this.setup = setup;
        this.keys = new HeldKeys(setup);
        this.switchboard = switchboard;
    }

    /** Registers with the switchboard when the file is open. */
    public static Behavior<Command> create(
            StoreSetup setup, ActorRef<SwitchboardActor.Command> switchboard) {
        return Behaviors.setup(
                context ->
                        Behaviors.withTimers(
                                timers -> {
                                    var actor = new StoreActor(context, timers, setup, switchboard);
                                    actor.open();
                                    return actor.behavior();
                                }));
    }

    private Behavior<Command> behavior() {
        return Behaviors.receive(Command.class)
                .onAnyMessage(this::onCommand)
                .onSignal(PreRestart.class, signal -> onEnd())
                .onSignal(PostStop.class, signal -> onEnd())
                .build();
    }

    private Behavior<Command> onCommand(Command command) {
        switch (command) {
            case Asked asked -> onAsked(asked.inbound());
            case CountFaults count ->
                    count.replyTo().tell(new Faults(faults.seen(), faults.rejected()));
            case Watch(ActorRef<Supers> watcher) -> keys.watch(watcher);
            case Use use -> onUse(use);
            case Believe(SignedRecord record) -> onBelieve(record);
            case Believed(FlightAnswers.Stored stored) -> {
                keys.learn(stored.superNodes());
                context.getSelf().tell(new Used());
            }
            case Used _ -> {
                load.used();
                reopenWhenQuiet();
            }
            case DescribeHeld(ActorRef<Held> replyTo) ->
                    replyTo.tell(new Held(keys.holdings().held()));
            case Opened(StoreOpening opened) -> onOpened(opened);
            case NotOpened failed -> throw new IllegalStateException("no store", failed.cause());
            case Read read -> onRead(read.flight(), read.answers());
            case NotRead failed -> onNotRead(failed.flight(), failed.cause());
            case Written written -> onWritten(written.flight(), written.stored());
            case NotWritten failed -> onNotWritten(failed.flight(), failed.cause());
            case Sweep _ -> onSweep();
            case Swept swept -> onSwept(swept.freed());
            case NotSwept failed -> onNotSwept(failed.cause());
        }
        return Behaviors.same();
    }

    private void open() {
        opening =
                CompletableFuture.supplyAsync(
                        () -> StoreOpening.open(setup, faults), setup.blocking());
        context.pipeToSelf(
                opening,
                (opened, failure) -> failure == null ? new Opened(opened) : new NotOpened(failure));
    }

    private void onOpened(StoreOpening opened) {
        store = opened.store();
        keys.learn(opened.supers());
        trouble.opened();
        opened.store()
                .setAside()
                .ifPresent(kept -> StoreTrouble.saySetAside(context.getLog(), kept));
        if (!registered) {
            registered = true;
            switchboard.tell(
                    new SwitchboardActor.Serve(
                            KINDS, context.messageAdapter(Inbound.class, Asked::new), PENDING_MAX));
        }
        timers.startSingleTimer(new Sweep(), SWEEP_PAUSE);
        List.copyOf(waiting).forEach(context.getSelf()::tell);
        waiting.clear();
    }

    private void onAsked(Inbound inbound) {
        RecordStore open = store;
        if (open == null || trouble.damaged()) {
            inbound.replies().send(busy(inbound.questions()));
            inbound.done();
            return;
        }
        FlightQuestions questions =
                new FlightQuestions(open, keys.holdings(), keys.holders(), faults);
        Optional<FlightQuestions.Asked> asked =
                questions.sort(inbound.from(), inbound.questions(), setup.clock().instant());
        OpenFlight flight = new OpenFlight(inbound, questions, load);
        flight.answer(questions.answers);
        FlightAnswers answers = new FlightAnswers(open, keys.holdings(), setup.verifier(), faults);
        asked.ifPresent(
                who -> {
                    read(flight, answers, who.now());
                    write(flight, answers, who);
                });
        flight.endIfAnswered();
    }

    private List<Envelope> busy(List<Envelope> questions) {
        faults.count(StoreFault.BUSY, questions.size());
        List<Envelope> answers = new ArrayList<>(questions.size());
        questions.forEach(
                question -> answers.add(new Envelope(question.id(), Message.Busy.INSTANCE)));
        return answers;
    }

    private void read(OpenFlight flight, FlightAnswers answers, Instant now) {
        if (flight.questions.reads() == 0) {
            return;
        }
        flight.beginPart();
        CompletionStage<List<Envelope>> reading =
                CompletableFuture.supplyAsync(
                        () -> answers.read(flight.questions, now), setup.blocking());
        context.pipeToSelf(
                reading,
                (read, failure) ->
                        failure == null ? new Read(flight, read) : new NotRead(flight, failure));
    }

    private void write(OpenFlight flight, FlightAnswers answers, FlightQuestions.Asked who) {
        List<Envelope> stores = flight.questions.stores;
        if (stores.isEmpty()) {
            return;
        }
        flight.beginPart();
        CompletionStage<FlightAnswers.Stored> writing =
                CompletableFuture.supplyAsync(
                                () -> answers.store(who.peer(), stores, who.now()),
                                setup.blocking())
                        .thenCompose(stored -> stored);
        context.pipeToSelf(
                writing,
                (stored, failure) ->
                        failure == null
                                ? new Written(flight, stored)
                                : new NotWritten(flight, failure));
    }

    private void onRead(OpenFlight flight, List<Envelope> answers) {
        flight.endRead(answers);
        reopenWhenQuiet();
    }

    private void onNotRead(OpenFlight flight, Throwable failure) {
        List<Envelope> unread = new ArrayList<>(flight.questions.lookups);
        unread.addAll(flight.questions.listings);
        trouble.explain(context.getLog(), failure);
        flight.endRead(busy(unread));
        reopenWhenQuiet();
    }

    private void onWritten(OpenFlight flight, FlightAnswers.Stored stored) {
        trouble.worked();
        keys.learn(stored.superNodes());
        flight.endWrite(stored.answers());
        reopenWhenQuiet();
    }

    private void onBelieve(SignedRecord record) {
        RecordStore open = store;
        Optional<AdmittedPeer> self = setup.self().get().map(AdmittedPeer::new);
        if (open == null || trouble.damaged() || self.isEmpty()) {
            return;
        }
        FlightAnswers answers = new FlightAnswers(open, keys.holdings(), setup.verifier(), faults);
        load.use();
        context.pipeToSelf(
                CompletableFuture.supplyAsync(
                                () -> answers.take(self.get(), record, setup.clock().instant()),
                                setup.blocking())
                        .thenCompose(stored -> stored),
                (stored, failure) -> stored == null ? new Used() : new Believed(stored));
    }

    private void onUse(Use use) {
        RecordStore open = store;
        if (open == null || trouble.damaged()) {
            if (trouble.damaged() || waiting.size() >= WAITING_MAX) {
                setup.blocking().execute(use.closed());
            } else {
                waiting.add(use);
            }
            return;
        }
        load.use();
        OpenStore usable = new OpenStore(open, keys.holdings(), setup);
        context.pipeToSelf(
                CompletableFuture.supplyAsync(() -> use.work().apply(usable), setup.blocking())
                        .thenCompose(ended -> ended),
                (done, failure) -> new Used());
    }

    private void onNotWritten(OpenFlight flight, Throwable failure) {
        trouble.explain(context.getLog(), failure);
        flight.endWrite(busy(flight.questions.stores));
        reopenWhenQuiet();
    }

    /**
     * Only when nothing uses the damaged file any more: closing it late would harm its successor.
     */
    private void reopenWhenQuiet() {
        RecordStore open = store;
        if (trouble.damaged() && open != null && load.idle()) {
            store = null;
            open.close();
            open();
        }
    }

    private void onSweep() {
        RecordStore open = store;
        if (open == null || trouble.damaged()) {
            return;
        }
        context.pipeToSelf(
                open.sweep(setup.clock().instant()),
                (freed, failure) -> failure == null ? new Swept(freed) : new NotSwept(failure));
    }

    private void onSwept(int freed) {
        boolean more = freed == setup.settings().sweepMax();
        if (more) {
            context.getSelf().tell(new Sweep());
        } else {
            timers.startSingleTimer(new Sweep(), SWEEP_PAUSE);
        }
    }

    private void onNotSwept(Throwable failure) {
        trouble.explain(context.getLog(), failure);
        timers.startSingleTimer(new Sweep(), SWEEP_PAUSE);
        reopenWhenQuiet();
    }

    /**
     * At once, not on the executor: whoever opens the file next must find it closed. One that is
     * still being opened is closed when it is.
     */
    private Behavior<Command> onEnd() {
        store = null;
        var unused = opening.thenAccept(opened -> opened.store().close());
        return Behaviors.same();
    }
}
