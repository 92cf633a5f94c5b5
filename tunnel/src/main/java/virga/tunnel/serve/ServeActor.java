package virga.tunnel.serve;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.PreRestart;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import virga.actors.directory.DirectoryActor;
import virga.actors.node.NodeContext;
import virga.actors.switchboard.SwitchboardActor;
import virga.protocol.Bytes;
import virga.protocol.link.Link;
import virga.protocol.link.TunnelTarget;
import virga.protocol.mux.IncomingStream;
import virga.protocol.mux.StreamRefusal;
import virga.protocol.record.DhtKey;
import virga.protocol.record.RecordBody.NodeRecord;
import virga.protocol.record.RecordKind;
import virga.protocol.record.Sealed;
import virga.protocol.record.Verified;
import virga.tunnel.bridge.BridgeLoops;
import virga.tunnel.device.AddressSearchActor;
import virga.tunnel.device.DomainRecords;
import virga.tunnel.device.InterfaceSubnet;
import virga.tunnel.location.LocationActor;

/**
 * Carries streams of peers to devices on this LAN.
 *
 * <pre>
 *   asked -> caller? -> device (cache, or the DHT) -> allowed? -> address (MAC search)
 *         -> permitted? -> certificate? -> connect -> accept and bridge
 * </pre>
 */
public final class ServeActor {
    static final Duration LOOKUP_MAX = Duration.ofSeconds(10);

    /** A sweep takes 7 seconds, and may wait for the end of another. */
    static final Duration SEARCH_MAX = Duration.ofSeconds(20);

    public sealed interface Command {}

    /** How many connections this node carries now, and how many it refused since the start. */
    public record Count(ActorRef<Carried> replyTo) implements Command {}

    public record Carried(int connections, Map<StreamRefusal, Long> refused) {
        public Carried {
            refused = Map.copyOf(refused);
        }
    }

    private record Asked(Visit visit) implements Command {}

    private record LogReady() implements Command {}

    private record Review() implements Command {}

    private record LookedUp(Bytes deviceKey, DirectoryActor.@Nullable FindResult result)
            implements Command {}

    private record Moved(LocationActor.Locations locations) implements Command {}

    record FoundAt(Bytes mac, AddressSearchActor.@Nullable Addresses found) implements Command {}

    record Checked(Guest guest, Optional<Bytes> sha256) implements Command {}

    record NotReached(Guest guest) implements Command {}

    record Reached(Bytes mac, InetAddress address) implements Command {}

    /** What the actor works with. */
    public record Parts(
            NodeContext node,
            ServeSettings settings,
            BridgeLoops bridges,
            TunnelLog log,
            ActorRef<LocationActor.Command> locations,
            ActorRef<AddressSearchActor.Command> addresses) {}

    private final ActorContext<Command> context;
    private final Parts parts;
    private final NodeContext node;
    private final DomainRecords records;
    private final Visits visits;
    private final DeviceLookups<Visit> devices = new DeviceLookups<>();
    private final DeviceReview review;
    private final DevicePath path = new DevicePath(new Hands());
    private final List<Visit> early = new ArrayList<>();
    private LocationActor.Locations here = LocationActor.Locations.NONE;
    private int operatorsRemoved;
    private boolean placed;
    private boolean logging;
    private volatile boolean ended;

    private ServeActor(ActorContext<Command> context, Parts parts, Visits visits) {
        this.context = context;
        this.parts = parts;
        this.node = parts.node();
        this.records = new DomainRecords(node.membership());
        this.visits = visits;
        this.review = new DeviceReview(node.random());
    }

    public static Behavior<Command> create(Parts parts) {
        ServeSettings settings = parts.settings();
        // Outlives a restart of the actor, as the connections do.
        Visits visits =
                new Visits(
                        new StreamCounts(settings.connectionsMax(), settings.perPeerMax()),
                        parts.log(),
                        parts.bridges(),
                        parts.node().clock());
        return Behaviors.setup(
                context ->
                        Behaviors.withTimers(
                                timers -> {
                                    timers.startTimerWithFixedDelay(
                                            new Review(), DeviceReview.STEP);
                                    return new ServeActor(context, parts, visits).begin();
                                }));
    }

    private Behavior<Command> begin() {
        context.pipeToSelf(parts.log().prepare(), (last, failure) -> new LogReady());
        parts.locations()
                .tell(
                        new LocationActor.Watch(
                                context.messageAdapter(LocationActor.Locations.class, Moved::new)));
        node.switchboard().tell(new SwitchboardActor.AcceptStreams(this::onStream));
        return Behaviors.receive(Command.class)
                .onAnyMessage(this::onCommand)
                .onSignal(PostStop.class, stopped -> onEnd())
                .onSignal(PreRestart.class, restarting -> onEnd())
                .build();
    }

    /** The links outlive this actor: what was asked would wait as long, and keep its place. */
    private Behavior<Command> onEnd() {
        ended = true;
        visits.refuseUnanswered();
        return Behaviors.same();
    }

    private Behavior<Command> onCommand(Command command) {
        switch (command) {
            case LogReady ready -> {
                logging = true;
                letEarlyIn();
            }
            case Moved moved -> {
                here = moved.locations();
                placed = true;
                letEarlyIn();
            }
            case Review due -> {
                forgetRemovedOperators();
                review.due(visits.inUse(), now()).forEach(this::lookUp);
            }
            case Asked asked -> onAsked(asked.visit());
            case LookedUp looked -> onLookedUp(looked);
            case FoundAt found -> path.onFoundAt(found);
            case Checked checked -> path.onChecked(checked);
            case Reached reached ->
                    parts.addresses()
                            .tell(new AddressSearchActor.Worked(reached.mac(), reached.address()));
            case NotReached notReached -> path.onNotReached(notReached.guest());
            case Count count ->
                    count.replyTo().tell(new Carried(visits.counts().total(), visits.refusals()));
        }
        return Behaviors.same();
    }

    /** On the link's event loop. */
    private void onStream(Link link, TunnelTarget target, IncomingStream stream) {
        Optional<NodeRecord> caller = link.peer().node().map(Verified::body);
        Optional<StreamRefusal> refusal =
                gate().map(gate -> gate.checkCaller(caller))
                        .orElse(Optional.of(StreamRefusal.NOT_A_TUNNEL_NODE));
        if (refusal.isPresent() || caller.isEmpty()) {
            turnAway(stream, refusal.orElse(StreamRefusal.NOT_ALLOWED));
        } else if (!visits.counts().take(caller.get().id())) {
            turnAway(stream, StreamRefusal.LIMIT);
        } else {
            Visit visit = new Visit(caller.get(), link, target, stream, visits);
            visits.begun(visit);
            context.getSelf().tell(new Asked(visit));
            if (ended) {
                visit.refuse(StreamRefusal.UNSPECIFIED);
            }
        }
    }

    private void turnAway(IncomingStream stream, StreamRefusal why) {
        visits.turnedAway(why);
        stream.refuse(why);
    }

    private Optional<TunnelGate> gate() {
        return node.membership()
                .current()
                .map(own -> own.node().body().id().domain())
                .map(domain -> new TunnelGate(domain, parts.settings().rules()));
    }

    private void letEarlyIn() {
        if (logging && placed) {
            early.forEach(this::onAsked);
            early.clear();
        }
    }

    private void onAsked(Visit visit) {
        forgetRemovedOperators();
        if (!logging || !placed) {
            // Refused now, a node that was just started would seem to be at no location.
            early.add(visit);
            return;
        }
        Bytes deviceKey = visit.target().deviceKey();
        DeviceLookups.Asker<Visit> asker =
                new DeviceLookups.Asker<>(
                        visit, visit.peer(), deviceKey, known -> serves(known, visit));
        switch (devices.ask(asker, now())) {
            case DeviceLookups.Step.Known(Optional<Sealed.Device> device, boolean refresh) -> {
                if (refresh) {
                    lookUp(deviceKey);
                }
                admit(visit, device);
            }
            case DeviceLookups.Step.LookUp first -> lookUp(deviceKey);
            case DeviceLookups.Step.Wait wait -> {}
            case DeviceLookups.Step.TooOften often -> visit.refuse(StreamRefusal.LIMIT);
        }
    }

    /** Devices that a removed operator registered are not known any more; open ones are judged. */
    private void forgetRemovedOperators() {
        int now = node.verifier().revocations().removedOperators().size();
        if (now != operatorsRemoved) {
            operatorsRemoved = now;
            devices.forget();
            visits.inUse().keySet().forEach(this::lookUp);
        }
    }

    private void lookUp(Bytes deviceKey) {
        DhtKey key = new DhtKey(node.id().domain(), deviceKey);
        context.ask(
                DirectoryActor.FindResult.class,
                node.directory(),
                LOOKUP_MAX,
                replyTo -> new DirectoryActor.Find(RecordKind.DEVICE, key, replyTo),
                (result, failure) -> new LookedUp(deviceKey, result));
    }

    private void onLookedUp(LookedUp looked) {
        Bytes key = looked.deviceKey();
        DeviceLookups.Result<Visit> result =
                switch (looked.result()) {
                    case DirectoryActor.Found found ->
                            devices.answered(key, records.device(found.record()), now());
                    case DirectoryActor.Missing missing ->
                            devices.answered(key, Optional.empty(), now());
                    case DirectoryActor.NoAnswer none -> devices.silent(key, now());
                    case null -> devices.silent(key, now());
                };
        for (Visit visit : result.waited()) {
            if (result.sure() || result.device().isPresent()) {
                admit(visit, result.device());
            } else {
                // Not an unknown device: another tunnel node may know it.
                visit.refuse(StreamRefusal.UNSPECIFIED);
            }
        }
        if (result.sure()) {
            revoke(key, result.device());
        }
    }

    /** Ends what goes on by an older record. A node that knows not where it is judges nobody. */
    private void revoke(Bytes deviceKey, Optional<Sealed.Device> device) {
        if (!placed) {
            return;
        }
        for (Visit visit : visits.users(deviceKey)) {
            stillRefusal(visit, device).ifPresent(visit::revoke);
        }
    }

    private Optional<StreamRefusal> stillRefusal(Visit visit, Optional<Sealed.Device> device) {
        int port = visit.target().port();
        return gate().flatMap(
                        gate ->
                                gate.checkOpen(
                                        visit.caller(),
                                        visit.location(),
                                        device,
                                        port,
                                        here.ids()));
    }

    private void admit(Visit visit, Optional<Sealed.Device> device) {
        Optional<StreamRefusal> refusal = refusal(visit, device);
        if (refusal.isPresent() || device.isEmpty()) {
            visit.refuse(refusal.orElse(StreamRefusal.UNKNOWN_DEVICE));
            return;
        }
        path.lead(Guest.of(visit, device.get()));
    }

    private boolean serves(Sealed.Device device, Visit visit) {
        return refusal(visit, Optional.of(device)).isEmpty();
    }

    private Optional<StreamRefusal> refusal(Visit visit, Optional<Sealed.Device> device) {
        int port = visit.target().port();
        return gate().map(gate -> gate.checkDevice(visit.caller(), device, port, here.ids()))
                .orElse(Optional.of(StreamRefusal.NOT_A_TUNNEL_NODE));
    }

    private Instant now() {
        return node.clock().instant();
    }

    /** What {@link DevicePath} has done by this actor, and what it sees of it. */
    private final class Hands implements DevicePath.Hands {
        @Override
        public Optional<TunnelGate> gate() {
            return ServeActor.this.gate();
        }

        @Override
        public LocationActor.Locations here() {
            return here;
        }

        @Override
        public long nowMillis() {
            return node.clock().millis();
        }

        @Override
        public void search(Bytes mac, List<InterfaceSubnet> subnets, Set<InetAddress> tried) {
            context.ask(
                    AddressSearchActor.Addresses.class,
                    parts.addresses(),
                    SEARCH_MAX,
                    replyTo -> new AddressSearchActor.Find(mac, subnets, tried, replyTo),
                    (found, failure) -> new FoundAt(mac, found));
        }

        @Override
        public void tell(Command command) {
            context.getSelf().tell(command);
        }
    }
}
