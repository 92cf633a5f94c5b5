package virga.tunnel.open;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.PreRestart;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import virga.actors.directory.DirectoryActor;
import virga.actors.node.NodeContext;
import virga.actors.switchboard.LinkView;
import virga.actors.switchboard.SwitchboardActor;
import virga.actors.switchboard.Target;
import virga.protocol.Bytes;
import virga.protocol.carrier.Carrier;
import virga.protocol.identity.NodeId;
import virga.protocol.link.Link;
import virga.protocol.mux.StreamRefusal;
import virga.protocol.record.DhtKey;
import virga.protocol.record.DomainKey;
import virga.protocol.record.LocationId;
import virga.protocol.record.RecordBody.NodeInfoRecord;
import virga.protocol.record.RecordBody.NodeRecord;
import virga.protocol.record.RecordKind;
import virga.protocol.record.Verified;
import virga.tunnel.device.DomainRecords;

/**
 * Finds a way to one port of one device by {@link TunnelPlan}, for a {@link Door} and its waiting
 * connections, and finds another one when it is lost.
 */
public final class WayActor {
    /** The directory's own askings end before this. */
    static final Duration LOOKUP_MAX = Duration.ofSeconds(15);

    static final Duration CONNECT_MAX = Duration.ofSeconds(10);

    /** A tunnel node may have to sweep its subnet and to wait for the device. */
    static final Duration TRIAL_MAX = Duration.ofSeconds(25);

    /** How long a trial's stream waits for a first connection. */
    static final Duration TRIAL_KEPT = Duration.ofSeconds(30);

    private static final TunnelFailure STOPPED =
            new TunnelFailure(
                    TunnelFailure.Kind.FAILED, "the search for a way was ended", "try again");

    private static final int PLACES_MAX = 256;

    public sealed interface Command {}

    /** Finds a way now and tells how. */
    public record Seek(ActorRef<WayProgress> replyTo) implements Command {}

    /** A connection wants a way; {@code lost}: the one that did not lead there. */
    record Carry(Carriage carriage, Optional<LostWay> lost) implements Command {}

    private record DeviceAnswered(DirectoryActor.@Nullable FindResult result) implements Command {}

    private record PlacesAnswered(DirectoryActor.@Nullable ListResult result) implements Command {}

    private record LinksAnswered(
            List<TunnelPlan.Place> places, SwitchboardActor.@Nullable LinkList links)
            implements Command {}

    private record LinkAnswered(
            TunnelPlan.Step.TryPlace trying, SwitchboardActor.@Nullable Connected connected)
            implements Command {}

    private record TrialOpened(TunnelPlan.Step.TryPlace trying, Link link, TrialStream trial)
            implements Command {}

    private record TrialRefused(TunnelPlan.Step.TryPlace trying, StreamRefusal refusal)
            implements Command {}

    private record TrialUnused(Link link, TrialStream trial) implements Command {}

    /** What is sought, for whom. */
    public record Parts(NodeContext node, DeviceName wanted, Optional<Carrier> via, Door door) {}

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final Parts parts;
    private final NodeContext node;
    private final DomainRecords records;
    private final WayWaiters waiters = new WayWaiters();
    private @Nullable WaySearch search;
    private @Nullable OpenWay way;

    private WayActor(ActorContext<Command> context, TimerScheduler<Command> timers, Parts parts) {
        this.context = context;
        this.timers = timers;
        this.parts = parts;
        this.node = parts.node();
        this.records = new DomainRecords(node.membership());
    }

    public static Behavior<Command> create(Parts parts) {
        return Behaviors.setup(
                context ->
                        Behaviors.withTimers(
                                timers -> new WayActor(context, timers, parts).behavior()));
    }

    private Behavior<Command> behavior() {
        return Behaviors.receive(Command.class)
                .onAnyMessage(this::onCommand)
                .onSignal(PostStop.class, stopped -> onEnd())
                .onSignal(PreRestart.class, restarting -> onEnd())
                .build();
    }

    private Behavior<Command> onCommand(Command command) {
        switch (command) {
            case Seek seek -> {
                waiters.add(seek.replyTo());
                begin(Optional.empty());
            }
            case Carry carry -> onCarry(carry);
            case DeviceAnswered answered -> withSearch(now -> onDevice(now, answered.result()));
            case PlacesAnswered answered -> withSearch(now -> onPlaces(now, answered.result()));
            case LinksAnswered answered -> withSearch(now -> onLinks(now, answered));
            case LinkAnswered answered -> withSearch(now -> onLink(now, answered));
            case TrialOpened opened -> onTrialOpened(opened);
            case TrialRefused refused -> withSearch(now -> onTrialRefused(now, refused));
            case TrialUnused unused -> drop(unused.link(), unused.trial());
        }
        return Behaviors.same();
    }

    private void withSearch(Consumer<WaySearch> step) {
        WaySearch now = search;
        if (now != null) {
            step.accept(now);
        }
    }

    private void onCarry(Carry carry) {
        OpenWay now = way;
        if (now != null && carry.lost().filter(lost -> lost.way().equals(now)).isEmpty()) {
            // Found while this connection was told that there is none.
            carry.carriage().take(now);
        } else if (waiters.add(carry.carriage())) {
            way = null;
            begin(carry.lost());
        }
    }

    private void begin(Optional<LostWay> lost) {
        if (search != null) {
            return;
        }
        TunnelPlan plan = new TunnelPlan(node.id(), parts.wanted(), parts.via());
        lost.ifPresent(
                each ->
                        plan.refusedBefore(
                                each.way().node(), each.why(), each.way().target().port()));
        WaySearch begun = new WaySearch(plan, node.clock().millis());
        search = begun;
        perform(begun, plan.begin());
    }

    private void perform(WaySearch now, TunnelPlan.Step step) {
        switch (step) {
            case TunnelPlan.Step.FindDevice find -> findDevice(now, find.name());
            case TunnelPlan.Step.ListPlaces list -> listPlaces(now, list.location());
            case TunnelPlan.Step.TryPlace trying -> tryPlace(now, trying);
            case TunnelPlan.Step.Failed failed -> onFailed(now, failed.failure());
        }
    }

    private void findDevice(WaySearch now, String name) {
        Optional<DomainKey> key = records.key();
        if (key.isEmpty()) {
            onFailed(
                    now,
                    new TunnelFailure(
                            TunnelFailure.Kind.REFUSED,
                            "this node is not admitted",
                            "start it with --join TOKEN"));
            return;
        }
        trace(now, "looking up " + name);
        DhtKey at = new DhtKey(node.id().domain(), key.get().nameKey(name));
        context.ask(
                DirectoryActor.FindResult.class,
                node.directory(),
                LOOKUP_MAX,
                reply -> new DirectoryActor.Find(RecordKind.DEVICE, at, reply),
                (result, failure) -> new DeviceAnswered(result));
    }

    private void onDevice(WaySearch now, DirectoryActor.@Nullable FindResult result) {
        TunnelPlan.Step step =
                switch (result) {
                    case DirectoryActor.Found found -> onFound(now, found.record());
                    case DirectoryActor.Missing missing ->
                            now.plan.onDevice(Optional.empty(), Bytes.EMPTY);
                    case DirectoryActor.NoAnswer none -> now.plan.onNoAnswer(none.reason());
                    case null -> now.plan.onNoAnswer("no answer in time");
                };
        perform(now, step);
    }

    private TunnelPlan.Step onFound(WaySearch now, Verified<?> record) {
        return now.plan.onDevice(records.device(record), record.body().key().hash());
    }

    private void listPlaces(WaySearch now, LocationId location) {
        trace(now, "found; looking for tunnel nodes at its location");
        Bytes locationKey = records.key().map(key -> key.locationKey(location)).orElse(Bytes.EMPTY);
        context.ask(
                DirectoryActor.ListResult.class,
                node.directory(),
                LOOKUP_MAX,
                replyTo ->
                        new DirectoryActor.ListAll(
                                RecordKind.NODE_INFO,
                                node.id().domain(),
                                locationKey,
                                PLACES_MAX,
                                replyTo),
                (result, failure) -> new PlacesAnswered(result));
    }

    private void onPlaces(WaySearch now, DirectoryActor.@Nullable ListResult result) {
        switch (result) {
            case DirectoryActor.Listed listed -> {
                List<TunnelPlan.Place> places =
                        listed.records().stream()
                                .flatMap(record -> place(record).stream())
                                .toList();
                context.ask(
                        SwitchboardActor.LinkList.class,
                        node.switchboard(),
                        LOOKUP_MAX,
                        SwitchboardActor.ListLinks::new,
                        (links, failure) -> new LinksAnswered(places, links));
            }
            case DirectoryActor.NotListed none -> perform(now, now.plan.onNoAnswer(none.reason()));
            case null -> perform(now, now.plan.onNoAnswer("no answer in time"));
        }
    }

    private Optional<TunnelPlan.Place> place(Verified<?> record) {
        return record.body() instanceof NodeInfoRecord info
                ? records.whereabouts(record).map(where -> new TunnelPlan.Place(info.id(), where))
                : Optional.empty();
    }

    private void onLinks(WaySearch now, LinksAnswered answered) {
        SwitchboardActor.LinkList links = answered.links();
        Set<NodeId> linked =
                links == null
                        ? Set.of()
                        : links.links().stream()
                                .filter(LinkView::asker)
                                .flatMap(link -> link.peer().id().stream())
                                .collect(Collectors.toSet());
        trace(now, answered.places().size() + " tunnel nodes there");
        perform(now, now.plan.onPlaces(answered.places(), linked, node.random()));
    }

    private void tryPlace(WaySearch now, TunnelPlan.Step.TryPlace trying) {
        now.trying = trying;
        TunnelPlan.Place place = trying.place();
        trace(now, "linking to " + place.node() + " at " + place.where().candidates());
        Target target = Target.node(place.node(), place.where().candidates());
        context.ask(
                SwitchboardActor.Connected.class,
                node.switchboard(),
                CONNECT_MAX.plusSeconds(2),
                replyTo -> new SwitchboardActor.Connect(target, CONNECT_MAX, replyTo),
                (connected, failure) -> new LinkAnswered(trying, connected));
    }

    private void onLink(WaySearch now, LinkAnswered answered) {
        if (!answered.trying().equals(now.trying)) {
            return;
        }
        TunnelPlan.Place place = answered.trying().place();
        switch (answered.connected()) {
            case SwitchboardActor.Connected.Up up -> onLinkUp(now, answered.trying(), up.link());
            case SwitchboardActor.Connected.Failed failed -> {
                String why =
                        failed.tried().stream()
                                .map(each -> each.candidate() + ": " + each.end().hint())
                                .collect(Collectors.joining("; "));
                trace(now, "no link: " + why);
                perform(now, now.plan.onNoLink(place, why.isEmpty() ? "no address" : why));
            }
            case null -> perform(now, now.plan.onNoLink(place, "no answer in time"));
        }
    }

    private void onLinkUp(WaySearch now, TunnelPlan.Step.TryPlace trying, Link link) {
        trace(now, "linked by " + link.carrier().word());
        Optional<NodeRecord> peer = link.peer().node().map(Verified::body);
        Optional<StreamRefusal> refusal =
                peer.isEmpty()
                        ? Optional.of(StreamRefusal.NOT_A_TUNNEL_NODE)
                        : now.plan.checkPeer(peer.get());
        if (refusal.isPresent()) {
            perform(now, now.plan.onRefused(trying.place(), refusal.get()));
            return;
        }
        ActorRef<Command> self = context.getSelf();
        TrialStream trial =
                new TrialStream(
                        opened -> self.tell(new TrialOpened(trying, link, opened)),
                        why -> self.tell(new TrialRefused(trying, why)));
        timers.startSingleTimer(
                trying, new TrialRefused(trying, StreamRefusal.NO_ANSWER), TRIAL_MAX);
        now.open(link, trying, trial);
    }

    private void onTrialOpened(TrialOpened opened) {
        WaySearch now = search;
        TunnelPlan.Step.TryPlace trying = opened.trying();
        if (now == null || !trying.equals(now.trying)) {
            drop(opened.link(), opened.trial());
            return;
        }
        timers.cancel(trying);
        NodeId at = trying.place().node();
        OpenWay found = new OpenWay(at, opened.link(), trying.target(), opened.trial());
        way = found;
        search = null;
        parts.door().opened(found);
        trace(now, "the device answers");
        timers.startSingleTimer(
                opened.trial(), new TrialUnused(opened.link(), opened.trial()), TRIAL_KEPT);
        waiters.reached(
                found,
                new WayProgress.Reached(
                        at,
                        opened.link().carrier(),
                        parts.wanted().name(),
                        trying.target().port()));
    }

    private void onTrialRefused(WaySearch now, TrialRefused refused) {
        if (refused.trying().equals(now.trying)) {
            timers.cancel(refused.trying());
            now.cancel();
            trace(now, "refused: " + refused.refusal().hint());
            perform(now, now.plan.onRefused(refused.trying().place(), refused.refusal()));
        }
    }

    private void onFailed(WaySearch now, TunnelFailure failure) {
        search = null;
        trace(now, failure.toString());
        waiters.unreachable(failure);
    }

    /** What was opened for a search or a trial must not outlive who would use it. */
    private Behavior<Command> onEnd() {
        withSearch(WaySearch::cancel);
        search = null;
        OpenWay open = way;
        way = null;
        if (open != null) {
            drop(open.link(), open.trial());
        }
        waiters.unreachable(STOPPED);
        return Behaviors.same();
    }

    private static void drop(Link link, TrialStream trial) {
        link.eventLoop().execute(trial::drop);
    }

    private void trace(WaySearch now, String step) {
        waiters.traced(step, node.clock().millis() - now.beganMillis);
    }
}
