package virga.actors.switchboard;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import virga.actors.switchboard.SwitchboardActor.Answers;
import virga.actors.switchboard.SwitchboardActor.Ask;
import virga.actors.switchboard.SwitchboardActor.Dropped;
import virga.actors.switchboard.SwitchboardActor.Question;
import virga.protocol.identity.NodeId;
import virga.protocol.link.LinkEnd;
import virga.protocol.message.Envelope;
import virga.protocol.message.Message;

/**
 * One link, or the loop of a node to itself: gives questions their ids, finds the asker of each
 * answer, and sorts arriving questions by the service that serves them.
 */
final class LinkActor extends AbstractBehavior<LinkActor.Command> {
    /** The timer of open questions is never set shorter, so that many deadlines share one. */
    static final Duration TIMER_MIN = Duration.ofMillis(10);

    /** A link that a better one replaced is drained after this time at the latest. */
    static final Duration DRAIN_MAX = Duration.ofSeconds(10);

    sealed interface Command {}

    record Put(Ask ask) implements Command {}

    /** A flight arrived; the room that it takes, {@code charge}, is freed when it was handled. */
    record Flight(List<Envelope> envelopes, int charge) implements Command {}

    /** Says this to the peer, once and one way; it is lost where the link's queue is full. */
    record Say(Message.Notice notice) implements Command {}

    /** A better link took this one's place. */
    record Drain() implements Command {}

    record Ended(LinkEnd reason) implements Command {}

    private record Expire() implements Command {}

    private record DrainNow() implements Command {}

    private final LinkStart start;
    private final Outgoing outgoing;
    private final TimerScheduler<Command> timers;
    private final OpenQuestions<ActorRef<Answers>> open = new OpenQuestions<>();
    private long timerAt = Long.MAX_VALUE;
    private final NoticeBox notices;
    private @Nullable ActorRef<LinkChange> told;
    private boolean draining;
    private boolean failed;

    private LinkActor(
            ActorContext<Command> context, TimerScheduler<Command> timers, LinkStart start) {
        super(context);
        this.start = start;
        this.timers = timers;
        this.outgoing = start.outgoing().apply(context);
        this.notices = new NoticeBox(start.number(), start.peer());
    }

    static Behavior<Command> create(LinkStart start) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new LinkActor(context, timers, start)));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onAnyMessage(this::onCommand)
                .onSignal(PostStop.class, signal -> onPostStop())
                .build();
    }

    private Behavior<Command> onCommand(Command command) {
        try {
            return failed ? endWith(command) : perform(command);
        } catch (RuntimeException e) {
            return onFailed(e);
        }
    }

    private Behavior<Command> perform(Command command) {
        return switch (command) {
            case Put put -> onPut(put.ask());
            case Flight flight -> onFlight(flight);
            case Say say -> onSay(say.notice());
            case Expire expire -> onExpire();
            case Drain drain -> onDrain();
            case DrainNow drainNow -> drainNow();
            case Ended ended -> onEnded(ended.reason());
        };
    }

    /**
     * A fault of this program ends the link. Until it has, this actor goes on: were it gone, nobody
     * would tell the askers whose questions still come.
     */
    private Behavior<Command> onFailed(RuntimeException fault) {
        getContext()
                .getLog()
                .atError()
                .setCause(fault)
                .addKeyValue("peer", start.peer().id().map(NodeId::toString).orElse("unadmitted"))
                .log("a link failed and ends");
        failed = true;
        start.failed().run();
        endAll(LinkEnd.CLOSED_HERE);
        return this;
    }

    /** What is under way has lost its asker, and what comes has no link any more. */
    private Behavior<Command> endWith(Command command) {
        switch (command) {
            case Put(Ask ask) ->
                    ask.replyTo()
                            .tell(
                                    Unanswers.of(
                                            ask.questions(),
                                            AskFailure.LINK_LOST,
                                            LinkEnd.CLOSED_HERE));
            case Flight flight ->
                    start.handled().handled(flight.charge(), start.nanos().getAsLong());
            case Ended ended -> {
                return onEnded(ended.reason());
            }
            case Say say -> {}
            case Expire expire -> {}
            case Drain drain -> {}
            case DrainNow drainNow -> {}
        }
        return this;
    }

    private Behavior<Command> onPut(Ask ask) {
        long deadline = start.nanos().getAsLong() + ask.timeout().toNanos();
        List<Envelope> envelopes = new ArrayList<>(ask.questions().size());
        for (Question question : ask.questions()) {
            int id = open.open(ask.replyTo(), question.tag(), deadline);
            if (id == 0) {
                break;
            }
            envelopes.add(new Envelope(id, question.body()));
        }
        List<Question> opened = ask.questions().subList(0, envelopes.size());
        refuse(ask, ask.questions().subList(opened.size(), ask.questions().size()));
        if (!outgoing.offer(envelopes)) {
            envelopes.forEach(envelope -> open.withdraw(envelope.id()));
            refuse(ask, opened);
        }
        start.used().accept(start.nanos().getAsLong());
        armTimer();
        return this;
    }

    private static void refuse(Ask ask, List<Question> refused) {
        if (!refused.isEmpty()) {
            ask.replyTo().tell(Unanswers.of(refused, AskFailure.OVERLOADED, LinkEnd.LIMIT));
        }
    }

    private Behavior<Command> onFlight(Flight flight) {
        List<Envelope> envelopes = flight.envelopes();
        FlightSorter<ActorRef<Answers>, Outcome> answers = new FlightSorter<>(envelopes.size());
        QuestionSorter questions =
                new QuestionSorter(
                        start.exchange().routes(), start.peer(), start.exchange().drops());
        for (Envelope envelope : envelopes) {
            switch (envelope.body()) {
                case Message.Answer answer -> correlate(envelope.id(), answer, answers);
                case Message.Question question -> questions.add(envelope, question);
                case Message.Notice notice -> onNotice(notice, flight.charge());
            }
        }
        answers.forEach((asker, outcomes) -> asker.tell(new Answers(outcomes)));
        questions.deliver(start.peer(), this::reply, start.exchange().held(), flight.charge());
        start.handled().handled(flight.charge(), start.nanos().getAsLong());
        return drainWhenQuiet();
    }

    private Behavior<Command> onSay(Message.Notice notice) {
        outgoing.offer(List.of(new Envelope(0, notice)));
        start.used().accept(start.nanos().getAsLong());
        return this;
    }

    private void onNotice(Message.Notice notice, int flightBytes) {
        Exchange exchange = start.exchange();
        if (start.peer().node().isEmpty()) {
            exchange.drops().add(Dropped.NOT_ADMITTED, 1);
            return;
        }
        ActorRef<LinkChange> watcher = exchange.watcher().orElse(null);
        HeldBytes.Charge room =
                watcher == null ? null : exchange.held().take(start.peer(), flightBytes);
        if (watcher == null || room == null) {
            exchange.drops().add(Dropped.NOTICE_OVERFLOW, 1);
            return;
        }
        // Whoever was told looks at it, also when this link has ended by then.
        boolean first = notices.put(notice, room);
        if (first || watcher != told) {
            told = watcher;
            watcher.tell(new LinkChange.Noticed(notices));
        } else {
            exchange.drops().add(Dropped.NOTICE_OVERFLOW, 1);
        }
    }

    private void correlate(
            int id, Message.Answer answer, FlightSorter<ActorRef<Answers>, Outcome> answers) {
        int place = open.place(id);
        if (place < 0) {
            start.exchange().drops().add(Dropped.STRAY_ANSWER, 1);
            return;
        }
        answers.add(open.asker(place), new Outcome.Answered(open.tag(place), start.peer(), answer));
        open.answered(place);
    }

    // Called by services on their own threads.
    private void reply(List<Envelope> answers) {
        if (!outgoing.offer(answers)) {
            start.exchange().drops().add(Dropped.ANSWER_OVERFLOW, answers.size());
        }
    }

    private Behavior<Command> onExpire() {
        timerAt = Long.MAX_VALUE;
        Unanswers unanswered = new Unanswers(AskFailure.TIMED_OUT, LinkEnd.TIMED_OUT);
        open.expire(start.nanos().getAsLong(), unanswered);
        unanswered.tell();
        armTimer();
        return drainWhenQuiet();
    }

    private void armTimer() {
        long deadline = open.deadline();
        if (deadline < timerAt) {
            timerAt = deadline;
            long wait = Math.max(TIMER_MIN.toNanos(), deadline - start.nanos().getAsLong());
            timers.startSingleTimer(Expire.class, new Expire(), Duration.ofNanos(wait));
        }
    }

    private Behavior<Command> onDrain() {
        draining = true;
        timers.startSingleTimer(DrainNow.class, new DrainNow(), DRAIN_MAX);
        return drainWhenQuiet();
    }

    private Behavior<Command> drainWhenQuiet() {
        return draining && open.open() == 0 ? drainNow() : this;
    }

    private Behavior<Command> drainNow() {
        draining = false;
        timers.cancel(DrainNow.class);
        start.drain().run();
        return this;
    }

    private Behavior<Command> onEnded(LinkEnd reason) {
        endAll(reason);
        return Behaviors.stopped();
    }

    private void endAll(LinkEnd reason) {
        Unanswers unanswered = new Unanswers(AskFailure.LINK_LOST, reason);
        open.endAll(unanswered);
        unanswered.tell();
    }

    // However it ends: askers wait, and what waits to leave takes room from other links.
    private Behavior<Command> onPostStop() {
        endAll(LinkEnd.CLOSED_HERE);
        outgoing.close();
        return this;
    }
}
