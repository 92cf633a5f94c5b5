package virga.actors.switchboard;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.PreRestart;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import virga.actors.switchboard.Network.Dialled;
import virga.protocol.carrier.Candidate;
import virga.protocol.identity.NodeId;
import virga.protocol.link.Link;
import virga.protocol.link.LinkEnd;
import virga.protocol.message.Message;

/** Opens links, carries questions and answers over them, and tells services what concerns them. */
public final class SwitchboardActor extends AbstractBehavior<SwitchboardActor.Command> {
    /** Most questions of one {@link Ask}; more is a mistake of this program. */
    public static final int QUESTIONS_MAX = 4_096;

    /** How often expired and idle links are looked for. */
    static final Duration SWEEP_EVERY = Duration.ofSeconds(30);

    /** How often what waits for a dial is looked through, while anything does. */
    static final Duration DIAL_TICK_EVERY = Duration.ofMillis(250);

    public sealed interface Command {}

    /**
     * Asks {@code to} all {@code questions}, over an open link or one opened for it. Each question
     * gets exactly one {@link Outcome}; those that are known at one moment come in one {@link
     * Answers}, so that there may be several of these.
     */
    public record Ask(
            Target to, List<Question> questions, Duration timeout, ActorRef<Answers> replyTo)
            implements Command {
        public Ask {
            if (questions.size() > QUESTIONS_MAX) {
                throw new IllegalArgumentException(questions.size() + " questions at once");
            }
        }

        /** One question; its outcome carries the same tag. */
        public static Ask one(
                Target to,
                long tag,
                Message.Question body,
                Duration timeout,
                ActorRef<Answers> replyTo) {
            return new Ask(to, List.of(new Question(tag, body)), timeout, replyTo);
        }
    }

    /** {@code tag} is the asker's own, returned with the outcome. */
    public record Question(long tag, Message.Question body) {}

    public record Answers(List<Outcome> outcomes) {}

    /**
     * Sends questions of these kinds to {@code service} from now on, about {@code pendingMax} of
     * them unhandled, of which each peer and each domain has a share; the rest gets Busy. A kind
     * has one service: the last that said so. Said again by a service that restarted, it begins
     * with an empty inbox.
     */
    public record Serve(
            Set<Class<? extends Message.Question>> kinds, ActorRef<Inbound> service, int pendingMax)
            implements Command {
        public Serve {
            kinds = Set.copyOf(kinds);
        }
    }

    /** Wants a link that this node asked for, on which it may open streams. Tries at once. */
    public record Connect(Target to, Duration timeout, ActorRef<Connected> replyTo)
            implements Command {}

    public sealed interface Connected {
        record Up(Link link) implements Connected {}

        /** What was tried; empty where there was nothing to try. */
        record Failed(List<Tried> tried) implements Connected {
            public Failed {
                tried = List.copyOf(tried);
            }
        }
    }

    /** One candidate that led nowhere. */
    public record Tried(Candidate candidate, LinkEnd end, String detail) {}

    /** Streams from peers of the own domain go to {@code acceptor}; without one all are refused. */
    public record AcceptStreams(StreamAcceptor acceptor) implements Command {}

    /** Links to these peers are kept though unused; replaces what {@code owner} said before. */
    public record KeepLinks(String owner, Set<NodeId> peers) implements Command {
        public KeepLinks {
            peers = Set.copyOf(peers);
        }
    }

    public record ListLinks(ActorRef<LinkList> replyTo) implements Command {}

    /**
     * {@code dropped}: what was thrown away unanswered since the start, by reason; {@code
     * sentAway}: connections and links that ended for the other side's fault.
     */
    public record LinkList(
            List<LinkView> links, Map<Dropped, Long> dropped, Map<LinkEnd, Long> sentAway) {
        public LinkList {
            links = List.copyOf(links);
            dropped = Map.copyOf(dropped);
            sentAway = Map.copyOf(sentAway);
        }
    }

    /** Why something that arrived was dropped without an answer. */
    public enum Dropped {
        /** An answer to no open question: late, repeated or made up. */
        STRAY_ANSWER,
        /** A question with id 0. */
        NO_ID,
        /** A question that a peer without admission may not ask. */
        NOT_ADMITTED,
        /** A flight while too much of its link, or of all links, waited. */
        FLIGHT_OVERFLOW,
        /** An answer that the link's queue did not take. */
        ANSWER_OVERFLOW,
        /** A notice while another of its link waited, or while its peer's room was full. */
        NOTICE_OVERFLOW
    }

    /** Ends all links of the peer. */
    public record CloseLinks(NodeId peer, LinkEnd reason) implements Command {}

    /** Ends the links whose peers are not believed any more, as when their keys were revoked. */
    public record JudgeLinks() implements Command {}

    /**
     * {@code watcher} hears of the links that are open, of every one that opens or ends, and of
     * notices; there is one, the last that said so.
     */
    public record WatchLinks(ActorRef<LinkChange> watcher) implements Command {}

    /** Says this once over the link with this number, where it is still open. */
    public record Say(long link, Message.Notice notice) implements Command {}

    record Opened(LinkSeat seat) implements Command {}

    record Closed(LinkSeat seat, LinkEnd reason) implements Command {}

    private record DialEnded(Target target, Dialled result) implements Command {}

    private record ServiceEnded(ActorRef<Inbound> service) implements Command {}

    private record LinkActorEnded(LinkSeat seat) implements Command {}

    private record DialTick() implements Command {}

    private record Sweep() implements Command {}

    private final SwitchboardStart start;
    private final Reaching reaching;

    private SwitchboardActor(
            ActorContext<Command> context, TimerScheduler<Command> timers, SwitchboardStart start) {
        super(context);
        this.start = start;
        this.reaching = new Reaching(start, new Hands(context, timers));
        timers.startTimerWithFixedDelay(new Sweep(), SWEEP_EVERY);
    }

    public static Behavior<Command> create(SwitchboardStart start) {
        return Behaviors.setup(
                context ->
                        Behaviors.withTimers(
                                timers -> new SwitchboardActor(context, timers, start)));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onAnyMessage(this::onCommand)
                .onSignal(PreRestart.class, signal -> closeAll())
                .onSignal(PostStop.class, signal -> closeAll())
                .build();
    }

    private Behavior<Command> onCommand(Command command) {
        switch (command) {
            case Ask ask -> reaching.ask(ask);
            case Connect connect -> reaching.connect(connect);
            case Serve serve -> onServe(serve);
            case AcceptStreams accept -> start.exchange().accept(accept.acceptor());
            case KeepLinks keep -> reaching.keep(keep.owner(), keep.peers());
            case ListLinks list -> list.replyTo().tell(reaching.list());
            case CloseLinks close -> reaching.closeLinks(close.peer(), close.reason());
            case JudgeLinks judge -> reaching.judge();
            case WatchLinks watch -> {
                start.exchange().watch(watch.watcher());
                reaching.tellOfLinks(watch.watcher());
            }
            case Say(long link, Message.Notice notice) -> reaching.say(link, notice);
            case Opened opened -> reaching.opened(opened.seat());
            case Closed closed -> reaching.closed(closed.seat(), closed.reason());
            case DialEnded ended -> reaching.dialEnded(ended.target(), ended.result());
            case LinkActorEnded ended -> ended.seat().link().close(LinkEnd.CLOSED_HERE);
            case ServiceEnded ended ->
                    start.exchange().route(start.exchange().routes().without(ended.service()));
            case DialTick tick -> reaching.expireDials();
            case Sweep sweep -> reaching.sweep();
        }
        return this;
    }

    private void onServe(Serve serve) {
        Route route = new Route(serve.service(), new Inbox(serve.pendingMax()));
        start.exchange().route(start.exchange().routes().with(serve.kinds(), route));
        getContext().watchWith(serve.service(), new ServiceEnded(serve.service()));
    }

    private Behavior<Command> closeAll() {
        reaching.giveUp();
        start.exchange().seats().values().forEach(seat -> seat.link().close(LinkEnd.CLOSED_HERE));
        return this;
    }

    /** What {@link Reaching} has done by this actor. */
    private final class Hands implements Reaching.Hands {
        private final ActorContext<Command> context;
        private final TimerScheduler<Command> timers;

        Hands(ActorContext<Command> context, TimerScheduler<Command> timers) {
            this.context = context;
            this.timers = timers;
        }

        @Override
        public void dial(Target target, Duration timeout) {
            context.pipeToSelf(
                    start.network().dial(target, timeout),
                    (result, failure) ->
                            new DialEnded(
                                    target,
                                    result != null ? result : new Dialled.Failed(List.of())));
            if (!timers.isTimerActive(DialTick.class)) {
                timers.startTimerWithFixedDelay(DialTick.class, new DialTick(), DIAL_TICK_EVERY);
            }
        }

        @Override
        public void dialsDone() {
            timers.cancel(DialTick.class);
        }

        @Override
        public ActorRef<LinkActor.Command> seat(LinkSeat seat) {
            ActorRef<LinkActor.Command> actor =
                    spawn(LinkStart.of(seat, start), "link-" + seat.link().number());
            context.watchWith(actor, new LinkActorEnded(seat));
            return actor;
        }

        @Override
        public ActorRef<LinkActor.Command> loop() {
            return spawn(LinkStart.loop(start), "loop");
        }

        private ActorRef<LinkActor.Command> spawn(LinkStart linkStart, String name) {
            return context.spawn(LinkActor.create(linkStart), name);
        }
    }
}
