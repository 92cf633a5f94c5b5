package virga.tunnel.location;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import virga.actors.node.NodeContext;
import virga.actors.presence.PresenceActor;
import virga.protocol.identity.Role;
import virga.protocol.membership.Membership;
import virga.protocol.record.LocationId;
import virga.tunnel.device.InterfaceSubnet;
import virga.tunnel.device.NeighbourTable;
import virga.tunnel.device.Poke;

/** Watches where this machine is, and tells presence of a tunnel node when that changes. */
public final class LocationActor {
    /** Files and interfaces are cheap to read; a person notices seconds. */
    static final Duration POLL = Duration.ofSeconds(5);

    /** How soon a gateway's answer to a datagram is looked for. */
    static final Duration POKED = Duration.ofMillis(300);

    /** How often IPv6 neighbours are read though nothing else changed: that costs a process. */
    private static final long THOROUGH_EACH_MILLIS = 60_000;

    private static final int WATCHERS_MAX = 64;
    private static final Logger LOG = LoggerFactory.getLogger(LocationActor.class);

    public sealed interface Command {}

    /** Where this machine is, as last read. */
    public record Show(ActorRef<Locations> replyTo) implements Command {}

    /** Tells {@code watcher} now, where it is known, and at each change. */
    public record Watch(ActorRef<Locations> watcher) implements Command {}

    /**
     * {@code refusedLabels}: of the settings, but not allowed by the Node record. {@code subnets}:
     * all of this machine's.
     */
    public record Locations(
            List<LocationView> locations,
            List<String> refusedLabels,
            List<InterfaceSubnet> subnets) {
        /** Before anything was read. */
        public static final Locations NONE = new Locations(List.of(), List.of(), List.of());

        public Locations {
            locations = List.copyOf(locations);
            refusedLabels = List.copyOf(refusedLabels);
            subnets = List.copyOf(subnets);
        }

        /** The view of one of them. */
        public Optional<LocationView> at(LocationId id) {
            return locations.stream().filter(view -> view.id().equals(id)).findFirst();
        }

        public Set<LocationId> ids() {
            return locations.stream().map(LocationView::id).collect(Collectors.toSet());
        }
    }

    private record Poll() implements Command {}

    private record TablesRead(LocationFinder.Tables tables) implements Command {}

    private record NotRead(Throwable why) implements Command {}

    /** How the system is asked. */
    public record Machine(LocationTables routes, NeighbourTable neighbours, Poke poke) {
        public static Machine ofSystem() {
            return new Machine(
                    LocationTables.ofSystem(), NeighbourTable.ofSystem(), Poke.ofSystem());
        }
    }

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final NodeContext node;
    private final Machine machine;
    private final List<ActorRef<Locations>> waiting = new ArrayList<>();
    private final Set<ActorRef<Locations>> watchers = new HashSet<>();
    private final UnknownGateways gateways = new UnknownGateways();
    private Optional<Locations> known = Optional.empty();
    private LocationFinder.Tables last = LocationFinder.Tables.NONE;
    private long thoroughMillis;

    private LocationActor(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            NodeContext node,
            Machine machine) {
        this.context = context;
        this.timers = timers;
        this.node = node;
        this.machine = machine;
    }

    public static Behavior<Command> create(NodeContext node, Machine machine) {
        return Behaviors.setup(
                context ->
                        Behaviors.withTimers(
                                timers -> {
                                    context.getSelf().tell(new Poll());
                                    return Behaviors.receiveMessage(
                                            new LocationActor(context, timers, node, machine)
                                                    ::onCommand);
                                }));
    }

    private Behavior<Command> onCommand(Command command) {
        switch (command) {
            case Show show -> onShow(show);
            case Watch watch -> onWatch(watch);
            case Poll poll -> read();
            case TablesRead read -> onTables(read.tables());
            case NotRead failed -> {
                LOG.atWarn().addKeyValue("reason", failed.why().toString()).log("no locations");
                pollAfter(POLL);
            }
        }
        return Behaviors.same();
    }

    private void onShow(Show show) {
        known.ifPresentOrElse(
                locations -> show.replyTo().tell(locations),
                () -> {
                    if (waiting.size() < WATCHERS_MAX) {
                        waiting.add(show.replyTo());
                    }
                });
    }

    private void onWatch(Watch watch) {
        if (watchers.size() < WATCHERS_MAX) {
            watchers.add(watch.watcher());
        }
        known.ifPresent(watch.watcher()::tell);
    }

    private void read() {
        long nowMillis = node.clock().millis();
        LocationFinder.Tables before = last;
        boolean thorough = nowMillis - thoroughMillis >= THOROUGH_EACH_MILLIS;
        if (thorough) {
            thoroughMillis = nowMillis;
        }
        context.pipeToSelf(
                CompletableFuture.supplyAsync(
                        () ->
                                thorough
                                        ? machine.routes().read(machine.neighbours())
                                        : machine.routes().readAgain(machine.neighbours(), before),
                        node.blocking()),
                (tables, failure) ->
                        failure == null ? new TablesRead(tables) : new NotRead(failure));
    }

    private void onTables(LocationFinder.Tables tables) {
        last = tables;
        Optional<Membership> membership = node.membership().current();
        if (membership.isEmpty()) {
            pollAfter(POLL);
            return;
        }
        LocationFinder.Found found =
                LocationFinder.find(
                        tables,
                        membership.get().domainKey(),
                        node.settings().locationLabels(),
                        membership.get().node().body().labels());
        boolean asked = poke(found.unknownGateways());
        if (asked) {
            thoroughMillis = 0;
        }
        pollAfter(asked ? POKED : POLL);
        // A gateway that the table does not know yet, or has just forgotten, may answer.
        if (!asked) {
            tell(new Locations(found.locations(), found.refusedLabels(), tables.subnets()));
        }
    }

    private void tell(Locations now) {
        waiting.forEach(asker -> asker.tell(now));
        waiting.clear();
        if (known.isPresent() && known.get().equals(now)) {
            return;
        }
        known = Optional.of(now);
        for (String label : now.refusedLabels()) {
            LOG.atError()
                    .addKeyValue("label", label)
                    .log("location label not allowed: have the operator put it into the token");
        }
        watchers.forEach(watcher -> watcher.tell(now));
        if (node.settings().roles().contains(Role.TUNNEL)) {
            node.presence().tell(new PresenceActor.SetLocations(now.ids()));
        }
    }

    /** Whether a datagram is sent to a gateway whose MAC is unknown. */
    private boolean poke(Set<InetAddress> unknown) {
        Set<InetAddress> asked = gateways.ask(unknown, node.clock().millis());
        if (!asked.isEmpty()) {
            node.blocking().execute(() -> machine.poke().send(asked));
        }
        return !asked.isEmpty();
    }

    private void pollAfter(Duration wait) {
        timers.startSingleTimer(new Poll(), wait);
    }
}
