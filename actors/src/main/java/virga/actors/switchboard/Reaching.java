package virga.actors.switchboard;

import akka.actor.typed.ActorRef;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import virga.actors.switchboard.Network.Dialled;
import virga.actors.switchboard.SwitchboardActor.Ask;
import virga.actors.switchboard.SwitchboardActor.Connect;
import virga.actors.switchboard.SwitchboardActor.Connected;
import virga.actors.switchboard.SwitchboardActor.LinkList;
import virga.actors.switchboard.SwitchboardActor.Tried;
import virga.protocol.identity.NodeId;
import virga.protocol.link.ExpectedPeer;
import virga.protocol.link.Link;
import virga.protocol.link.LinkEnd;
import virga.protocol.message.Message;

/** Finds the link for what the switchboard is asked, or has it dialled. */
final class Reaching {
    /** A dial for questions ends after this time; the questions may end earlier. */
    static final Duration DIAL_MAX = Duration.ofSeconds(10);

    /** A link without flights and streams is closed after this time. */
    static final Duration IDLE_MAX = Duration.ofMinutes(10);

    private static final Set<LinkEnd> SAYS_LITTLE =
            Set.of(LinkEnd.REFUSED, LinkEnd.TIMED_OUT, LinkEnd.LOST, LinkEnd.CLOSED_BY_PEER);

    /** What only an actor can do. */
    interface Hands {
        void dial(Target target, Duration timeout);

        /** Nothing waits for a dial any more. */
        void dialsDone();

        ActorRef<LinkActor.Command> seat(LinkSeat seat);

        ActorRef<LinkActor.Command> loop();
    }

    private sealed interface Wanted {
        record ToAsk(Ask ask, long deadline) implements Wanted {}

        record ToConnect(Connect connect) implements Wanted {}
    }

    private final SwitchboardStart start;
    private final Hands hands;
    private final LinkTable<LinkSeat> table = new LinkTable<>();
    private final Dials<Wanted> dials = new Dials<>();
    private final Map<ExpectedPeer.OperatorUnder, NodeId> operators = new HashMap<>();
    private final Map<String, Set<NodeId>> kept = new HashMap<>();
    private @Nullable ActorRef<LinkActor.Command> loop;

    Reaching(SwitchboardStart start, Hands hands) {
        this.start = start;
        this.hands = hands;
    }

    void ask(Ask ask) {
        Optional<NodeId> peer = known(ask.to().expected());
        if (peer.equals(Optional.of(start.id()))) {
            loop().tell(new LinkActor.Put(ask));
            return;
        }
        Optional<LinkSeat> seat = peer.flatMap(table::best);
        if (seat.isPresent()) {
            put(seat.get(), ask);
        } else {
            long deadline = nowNanos() + ask.timeout().toNanos();
            want(ask.to(), new Wanted.ToAsk(ask, deadline), ask.questions().size(), deadline);
        }
    }

    private static void put(LinkSeat seat, Ask ask) {
        ActorRef<LinkActor.Command> actor = seat.actor();
        if (actor != null) {
            actor.tell(new LinkActor.Put(ask));
        }
    }

    private ActorRef<LinkActor.Command> loop() {
        if (loop == null) {
            loop = hands.loop();
        }
        return loop;
    }

    void connect(Connect connect) {
        if (!start.believed().test(start.self().get())) {
            // Nobody would take the link, and each try would cost both sides a handshake.
            connect.replyTo()
                    .tell(new Connected.Failed(tried(connect.to(), LinkEnd.WE_ARE_REVOKED)));
            return;
        }
        // A link of this node to itself is dialled as any other: its streams need one.
        Optional<NodeId> peer = known(connect.to().expected());
        Optional<Link> link = peer.flatMap(table::bestAsked).map(LinkSeat::link);
        if (link.isPresent()) {
            connect.replyTo().tell(new Connected.Up(link.get()));
        } else {
            long deadline = nowNanos() + connect.timeout().toNanos();
            want(connect.to(), new Wanted.ToConnect(connect), 1, deadline);
        }
    }

    private Optional<NodeId> known(ExpectedPeer expected) {
        return switch (expected) {
            case ExpectedPeer.Node node -> Optional.of(node.id());
            case ExpectedPeer.OperatorUnder under -> Optional.ofNullable(operators.get(under));
        };
    }

    private void want(Target target, Wanted wanted, int weight, long deadline) {
        boolean patient = wanted instanceof Wanted.ToAsk;
        switch (dials.want(target, patient, wanted, weight, deadline, now())) {
            case Dials.Verdict.DialNow now -> hands.dial(target, DIAL_MAX);
            case Dials.Verdict.Wait wait -> {}
            case Dials.Verdict.Refuse refuse ->
                    refuse(wanted, refuse.reason(), refuse.end(), List.of());
        }
    }

    private static void refuse(Wanted wanted, AskFailure reason, LinkEnd end, List<Tried> tried) {
        switch (wanted) {
            case Wanted.ToAsk(Ask ask, long deadline) ->
                    ask.replyTo().tell(Unanswers.of(ask.questions(), reason, end));
            case Wanted.ToConnect(Connect connect) ->
                    connect.replyTo().tell(new Connected.Failed(tried));
        }
    }

    void opened(LinkSeat seat) {
        Link link = seat.link();
        if (!start.exchange().seats().containsKey(link.number())) {
            // It has ended already: no actor will give back what it holds.
            seat.leaving().close();
            return;
        }
        if (!start.believed().test(link.peer())) {
            // Revoked between its first frame and now.
            seat.leaving().close();
            link.close(LinkEnd.REVOKED);
            return;
        }
        seat.seat(hands.seat(seat));
        table.opened(
                        new LinkTable.Entry<>(
                                link.number(),
                                link.peer().id(),
                                link.asker(),
                                link.carrier(),
                                seat))
                .forEach(Reaching::drain);
        start.exchange().watcher().ifPresent(who -> tellUp(who, link));
    }

    private static void tellUp(ActorRef<LinkChange> watcher, Link link) {
        if (link.peer().node().isPresent()) {
            watcher.tell(new LinkChange.Up(link.number(), link.peer()));
        }
    }

    void tellOfLinks(ActorRef<LinkChange> watcher) {
        table.all().forEach(entry -> tellUp(watcher, entry.link().link()));
    }

    void say(long number, Message.Notice notice) {
        LinkSeat seat = start.exchange().seats().get(number);
        ActorRef<LinkActor.Command> actor = seat == null ? null : seat.actor();
        if (actor != null) {
            actor.tell(new LinkActor.Say(notice));
        }
    }

    /** Ends the links whose peers are not believed any more. */
    void judge() {
        for (LinkTable.Entry<LinkSeat> entry : List.copyOf(table.all())) {
            Link link = entry.link().link();
            if (!start.believed().test(link.peer())) {
                link.close(LinkEnd.REVOKED);
            }
        }
    }

    private static void drain(LinkSeat seat) {
        ActorRef<LinkActor.Command> actor = seat.actor();
        if (actor != null) {
            actor.tell(new LinkActor.Drain());
        }
    }

    void closed(LinkSeat seat, LinkEnd reason) {
        table.closed(seat.link().number());
        start.exchange()
                .watcher()
                .ifPresent(who -> who.tell(new LinkChange.Down(seat.link().number())));
        ActorRef<LinkActor.Command> actor = seat.actor();
        if (actor != null) {
            actor.tell(new LinkActor.Ended(reason));
        }
    }

    void dialEnded(Target target, Dialled result) {
        switch (result) {
            case Dialled.Up(Link link) -> reached(target, link);
            case Dialled.Failed(List<Tried> tried) -> failed(target, tried);
        }
    }

    private void reached(Target target, Link link) {
        LinkSeat seat = start.exchange().seats().get(link.number());
        if (seat == null || seat.actor() == null) {
            failed(target, tried(target, LinkEnd.LOST));
            return;
        }
        if (target.expected() instanceof ExpectedPeer.OperatorUnder under) {
            link.peer().id().ifPresent(id -> operators.put(under, id));
        }
        for (Wanted wanted : dials.reached(target.expected())) {
            switch (wanted) {
                case Wanted.ToAsk ask -> put(seat, inTimeLeft(ask));
                case Wanted.ToConnect(Connect connect) ->
                        connect.replyTo().tell(new Connected.Up(link));
            }
        }
    }

    private static List<Tried> tried(Target target, LinkEnd end) {
        return target.candidates().stream()
                .map(candidate -> new Tried(candidate, end, ""))
                .toList();
    }

    private Ask inTimeLeft(Wanted.ToAsk waited) {
        Ask ask = waited.ask();
        Duration left = Duration.ofNanos(Math.max(0, waited.deadline() - nowNanos()));
        return new Ask(ask.to(), ask.questions(), left, ask.replyTo());
    }

    private void failed(Target target, List<Tried> tried) {
        LinkEnd end = mostTelling(tried);
        // The peer may have dialled this node meanwhile.
        Optional<LinkSeat> other = known(target.expected()).flatMap(table::best);
        for (Wanted wanted : dials.failed(target.expected(), end, now(), start.random())) {
            if (wanted instanceof Wanted.ToAsk ask && other.isPresent()) {
                put(other.get(), inTimeLeft(ask));
            } else {
                refuse(wanted, AskFailure.NO_LINK, end, tried);
            }
        }
    }

    private static LinkEnd mostTelling(List<Tried> tried) {
        LinkEnd last = tried.isEmpty() ? LinkEnd.REFUSED : tried.getLast().end();
        return tried.stream()
                .map(Tried::end)
                .filter(end -> !SAYS_LITTLE.contains(end))
                .findFirst()
                .orElse(last);
    }

    void expireDials() {
        for (Wanted wanted : dials.expire(nowNanos(), now())) {
            refuse(wanted, AskFailure.NO_LINK, LinkEnd.TIMED_OUT, List.of());
        }
        if (dials.isEmpty()) {
            hands.dialsDone();
        }
    }

    /** The switchboard ends or begins anew, and forgets what waits for a dial. */
    void giveUp() {
        for (Wanted wanted : dials.expire(Long.MAX_VALUE, now())) {
            refuse(wanted, AskFailure.NO_LINK, LinkEnd.CLOSED_HERE, List.of());
        }
    }

    void keep(String owner, Set<NodeId> peers) {
        kept.put(owner, peers);
    }

    void closeLinks(NodeId peer, LinkEnd reason) {
        for (LinkTable.Entry<LinkSeat> entry : List.copyOf(table.all())) {
            if (entry.peer().equals(Optional.of(peer))) {
                entry.link().link().close(reason);
            }
        }
    }

    /** Closes links that are unused, and those whose peers' admission has ended. */
    void sweep() {
        for (LinkTable.Entry<LinkSeat> entry : List.copyOf(table.all())) {
            LinkSeat seat = entry.link();
            Duration unused = Duration.ofNanos(nowNanos() - seat.usedNanos());
            Optional<Instant> admittedUntil =
                    seat.link().peer().node().map(node -> node.body().expires());
            if (admittedUntil.isPresent() && !now().isBefore(admittedUntil.get())) {
                seat.link().close(LinkEnd.NOT_ADMITTED);
            } else if (unused.compareTo(IDLE_MAX) > 0 && !isKept(entry)) {
                seat.link().close(LinkEnd.IDLE);
            }
        }
    }

    private boolean isKept(LinkTable.Entry<LinkSeat> entry) {
        return entry.link().link().traffic().streams() > 0
                || entry.peer()
                        .filter(id -> kept.values().stream().anyMatch(ids -> ids.contains(id)))
                        .isPresent();
    }

    LinkList list() {
        return new LinkList(
                table.all().stream().map(entry -> view(entry.link().link())).toList(),
                start.exchange().drops().snapshot(),
                start.network().sentAway());
    }

    private static LinkView view(Link link) {
        return new LinkView(
                link.number(),
                link.peer(),
                link.asker(),
                link.carrier(),
                link.remoteAddress(),
                link.traffic());
    }

    private Instant now() {
        return start.clock().instant();
    }

    private long nowNanos() {
        return start.nanos().getAsLong();
    }
}
