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
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import virga.actors.sqlite.SqliteException;
import virga.actors.switchboard.Inbound;
import virga.actors.switchboard.SwitchboardActor;
import virga.protocol.message.Envelope;
import virga.protocol.message.Message;
import virga.protocol.record.RecordBody.SuperNodeRecord;
import virga.protocol.record.RejectReason;

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
    /** Questions that this service holds; the link answers Busy to what does not fit. */
    public static final int PENDING_MAX = 32_768;

    /** Of these, lookups and listings that wait for the disk. */
    static final int READS_MAX = 16_384;

    /** Of these, records that wait to be verified and written. */
    static final int STORES_MAX = 8_192;

    /** From the end of one sweep that found little to the next. */
    static final Duration SWEEP_PAUSE = Duration.ofSeconds(10);

    private static final Set<Class<? extends Message.Question>> KINDS =
            Set.of(
                    Message.Lookup.class,
                    Message.ListRecords.class,
                    Message.Store.class,
                    Message.GetSuperNodes.class,
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

    private record Asked(Inbound inbound) implements Command {}

    private record Opened(RecordStore store, HeldRange range) implements Command {}

    private record NotOpened(Throwable cause) implements Command {}

    private record Read(Flight flight, List<Envelope> answers) implements Command {}

    private record NotRead(Flight flight, Throwable cause) implements Command {}

    private record Written(Flight flight, FlightAnswers.Stored stored) implements Command {}

    private record NotWritten(Flight flight, Throwable cause) implements Command {}

    private record Sweep() implements Command {}

    private record Swept(int freed) implements Command {}

    private record NotSwept(Throwable cause) implements Command {}

    /** A flight of which something is still on its way. */
    private static final class Flight {
        final Inbound inbound;
        final FlightQuestions questions;
        int parts;

        Flight(Inbound inbound, FlightQuestions questions) {
            this.inbound = inbound;
            this.questions = questions;
        }
    }

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final StoreSetup setup;
    private final ActorRef<SwitchboardActor.Command> switchboard;
    private final StoreFaults faults = new StoreFaults();
    private HeldRange range = HeldRange.WHOLE;
    private @Nullable RecordStore store;
    private boolean registered;
    private boolean damaged;
    private boolean saidNotWritten;
    private int readsWaiting;
    private int storesWaiting;

    private StoreActor(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            StoreSetup setup,
            ActorRef<SwitchboardActor.Command> switchboard) {
        this.context = context;
        this.timers = timers;
        this.setup = setup;
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
            case Opened opened -> onOpened(opened);
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
        CompletionStage<Opened> opening =
                CompletableFuture.supplyAsync(this::openStore, setup.blocking());
        context.pipeToSelf(
                opening, (opened, failure) -> failure == null ? opened : new NotOpened(failure));
    }

    // Off the actor: touches nothing of it but what is final and thread safe.
    private Opened openStore() {
        RecordStore opened =
                RecordStore.open(setup.file(), setup.settings(), setup.blocking(), setup.clock());
        FlightAnswers answers = new FlightAnswers(opened, setup.verifier(), faults);
        Instant now = setup.clock().instant();
        answers.learnOperators(now);
        return new Opened(
                opened, setup.everything() ? HeldRange.WHOLE : answers.range(setup.id(), now));
    }

    private void onOpened(Opened opened) {
        store = opened.store();
        range = opened.range();
        damaged = false;
        opened.store()
                .setAside()
                .ifPresent(
                        kept ->
                                context.getLog()
                                        .atWarn()
                                        .addKeyValue("file", kept)
                                        .log(
                                                "the DHT's database was damaged and is set aside;"
                                                        + " its records are announced again"));
        if (!registered) {
            registered = true;
            switchboard.tell(
                    new SwitchboardActor.Serve(
                            KINDS, context.messageAdapter(Inbound.class, Asked::new), PENDING_MAX));
        }
        timers.startSingleTimer(new Sweep(), SWEEP_PAUSE);
    }

    private void onAsked(Inbound inbound) {
        RecordStore open = store;
        if (open == null || damaged) {
            inbound.replies().send(busy(inbound.questions()));
            inbound.done();
            return;
        }
        FlightQuestions questions = new FlightQuestions(open, range, faults);
        Optional<FlightQuestions.Asked> asked =
                questions.sort(inbound.from(), inbound.questions(), setup.clock().instant());
        if (readsWaiting + questions.reads() > READS_MAX) {
            questions.refuseReads();
        }
        if (storesWaiting + questions.stores.size() > STORES_MAX) {
            questions.refuseStores();
        }
        if (!questions.answers.isEmpty()) {
            inbound.replies().send(questions.answers);
        }
        Flight flight = new Flight(inbound, questions);
        FlightAnswers answers = new FlightAnswers(open, setup.verifier(), faults);
        asked.ifPresent(
                who -> {
                    read(flight, answers, who.now());
                    write(flight, answers, who);
                });
        if (flight.parts == 0) {
            inbound.done();
        }
    }

    private List<Envelope> busy(List<Envelope> questions) {
        faults.count(StoreFault.BUSY, questions.size());
        List<Envelope> answers = new ArrayList<>(questions.size());
        questions.forEach(
                question -> answers.add(new Envelope(question.id(), Message.Busy.INSTANCE)));
        return answers;
    }

    private void read(Flight flight, FlightAnswers answers, Instant now) {
        if (flight.questions.reads() == 0) {
            return;
        }
        flight.parts++;
        readsWaiting += flight.questions.reads();
        CompletionStage<List<Envelope>> reading =
                CompletableFuture.supplyAsync(
                        () -> answers.read(flight.questions, now), setup.blocking());
        context.pipeToSelf(
                reading,
                (read, failure) ->
                        failure == null ? new Read(flight, read) : new NotRead(flight, failure));
    }

    private void write(Flight flight, FlightAnswers answers, FlightQuestions.Asked who) {
        List<Envelope> stores = flight.questions.stores;
        if (stores.isEmpty()) {
            return;
        }
        flight.parts++;
        storesWaiting += stores.size();
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

    private void onRead(Flight flight, List<Envelope> answers) {
        readsWaiting -= flight.questions.reads();
        endPart(flight, answers);
    }

    private void onNotRead(Flight flight, Throwable failure) {
        readsWaiting -= flight.questions.reads();
        List<Envelope> unread = new ArrayList<>(flight.questions.lookups);
        unread.addAll(flight.questions.listings);
        explain(failure);
        endPart(flight, busy(unread));
    }

    private void onWritten(Flight flight, FlightAnswers.Stored stored) {
        storesWaiting -= flight.questions.stores.size();
        saidNotWritten = false;
        for (SuperNodeRecord node : stored.superNodes()) {
            if (node.id().equals(setup.id()) && !setup.everything()) {
                range = HeldRange.of(Optional.of(node));
            }
        }
        endPart(flight, stored.answers());
    }

    private void onNotWritten(Flight flight, Throwable failure) {
        storesWaiting -= flight.questions.stores.size();
        explain(failure);
        endPart(flight, busy(flight.questions.stores));
    }

    private void endPart(Flight flight, List<Envelope> answers) {
        if (!answers.isEmpty()) {
            flight.inbound.replies().send(answers);
        }
        flight.parts--;
        if (flight.parts == 0) {
            flight.inbound.done();
        }
        reopenWhenQuiet();
    }

    /** Says once what keeps the store from working; a damaged file is opened anew. */
    private void explain(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        if (cause instanceof SqliteException sqlite) {
            damaged |= sqlite.fault() == SqliteException.Fault.DAMAGED;
            if (sqlite.fault() == SqliteException.Fault.OVERLOADED || saidNotWritten) {
                return;
            }
        }
        saidNotWritten = true;
        context.getLog()
                .atError()
                .addKeyValue("reason", cause.toString())
                .log("the DHT's database cannot be used; askers are told to try elsewhere");
    }

    /**
     * Only when nothing uses the damaged file any more: closing it late would harm its successor.
     */
    private void reopenWhenQuiet() {
        RecordStore open = store;
        if (damaged && open != null && readsWaiting == 0 && storesWaiting == 0) {
            store = null;
            open.close();
            open();
        }
    }

    private void onSweep() {
        RecordStore open = store;
        if (open == null || damaged) {
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
        explain(failure);
        timers.startSingleTimer(new Sweep(), SWEEP_PAUSE);
        reopenWhenQuiet();
    }

    /** At once, not on the executor: whoever opens the file next must find it closed. */
    private Behavior<Command> onEnd() {
        RecordStore open = store;
        if (open != null) {
            store = null;
            open.close();
        }
        return Behaviors.same();
    }
}
