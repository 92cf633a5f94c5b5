package virga.tunnel.serve;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.PreRestart;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import io.netty.channel.socket.SocketChannel;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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

    private static final Logger LOG = LoggerFactory.getLogger(ServeActor.class);

    public sealed interface Command {}

    /** How many connections this node carries now. */
    public record Count(ActorRef<Carried> replyTo) implements Command {}

    public record Carried(int connections) {}

    private record Asked(Visit visit) implements Command {}

    private record LogReady() implements Command {}

    private record LookedUp(Bytes deviceKey, DirectoryActor.@Nullable FindResult result)
            implements Command {}

    private record Moved(LocationActor.Locations locations) implements Command {}

    private record FoundAt(Bytes mac, AddressSearchActor.@Nullable Addresses found)
            implements Command {}

    private record Checked(Guest guest, Optional<Bytes> sha256) implements Command {}

    private record NotReached(Guest guest) implements Command {}

    private record Reached(Bytes mac, InetAddress address) implements Command {}

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
    private final CertificateCheck certificates = new CertificateCheck();
    private final DeviceCache devices = new DeviceCache();
    private final KnownAddresses knownAddresses = new KnownAddresses();
    private final KnownCertificates knownCertificates = new KnownCertificates();
    private final List<Visit> early = new ArrayList<>();
    private final WaitingRoom<Bytes, Visit> awaitingDevice = new WaitingRoom<>();
    private final WaitingRoom<Bytes, Guest> awaitingAddress = new WaitingRoom<>();
    private LocationActor.Locations here = LocationActor.Locations.NONE;
    private boolean placed;
    private boolean logging;
    private volatile boolean ended;

    private ServeActor(ActorContext<Command> context, Parts parts, Visits visits) {
        this.context = context;
        this.parts = parts;
        this.node = parts.node();
        this.records = new DomainRecords(node.membership());
        this.visits = visits;
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
        return Behaviors.setup(context -> new ServeActor(context, parts, visits).begin());
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
            case Asked asked -> onAsked(asked.visit());
            case LookedUp looked -> onLookedUp(looked);
            case FoundAt found -> onFoundAt(found);
            case Checked checked -> onChecked(checked);
            case Reached reached ->
                    parts.addresses()
                            .tell(new AddressSearchActor.Worked(reached.mac(), reached.address()));
            case NotReached notReached -> onNotReached(notReached.guest());
            case Count count -> count.replyTo().tell(new Carried(visits.counts().total()));
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
            stream.refuse(refusal.orElse(StreamRefusal.NOT_ALLOWED));
        } else if (!visits.counts().take(caller.get().id())) {
            stream.refuse(StreamRefusal.LIMIT);
        } else {
            Visit visit = new Visit(caller.get(), link, target, stream, visits);
            visits.begun(visit);
            context.getSelf().tell(new Asked(visit));
            if (ended) {
                visit.refuse(StreamRefusal.UNSPECIFIED);
            }
        }
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
        if (!logging || !placed) {
            // Refused now, a node that was just started would seem to be at no location.
            early.add(visit);
            return;
        }
        Bytes deviceKey = visit.target().deviceKey();
        switch (devices.freshness(deviceKey, known -> serves(known, visit), nowMillis())) {
            case FRESH -> admit(visit, devices.device(deviceKey));
            case REFRESH -> {
                lookUp(deviceKey);
                admit(visit, devices.device(deviceKey));
            }
            case UNKNOWN -> {
                if (awaitingDevice.enter(deviceKey, visit)) {
                    lookUp(deviceKey);
                }
            }
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
        Optional<Sealed.Device> device =
                switch (looked.result()) {
                    case DirectoryActor.Found found ->
                            remember(key, records.device(found.record()));
                    case DirectoryActor.Missing missing -> remember(key, Optional.empty());
                    case DirectoryActor.NoAnswer none -> devices.standIn(key, nowMillis());
                    case null -> devices.standIn(key, nowMillis());
                };
        List<Visit> waiting = awaitingDevice.leave(key);
        boolean told =
                looked.result() instanceof DirectoryActor.Found
                        || looked.result() instanceof DirectoryActor.Missing;
        if (told || device.isPresent()) {
            waiting.forEach(visit -> admit(visit, device));
        } else {
            // Not an unknown device: another tunnel node may know it.
            waiting.forEach(visit -> visit.refuse(StreamRefusal.UNSPECIFIED));
        }
    }

    private Optional<Sealed.Device> remember(Bytes key, Optional<Sealed.Device> device) {
        devices.put(key, device, nowMillis());
        return device;
    }

    private void admit(Visit visit, Optional<Sealed.Device> device) {
        Optional<StreamRefusal> refusal = refusal(visit, device);
        if (refusal.isPresent() || device.isEmpty()) {
            visit.refuse(refusal.orElse(StreamRefusal.UNKNOWN_DEVICE));
            return;
        }
        Guest guest = Guest.of(visit, device.get());
        switch (device.get().address()) {
            case Sealed.DeviceAddress.Host host -> connect(guest.atHost(host));
            case Sealed.DeviceAddress.Mac mac ->
                    knownAddresses
                            .of(mac.mac(), nowMillis())
                            .ifPresentOrElse(
                                    known -> connect(guest.at(known)),
                                    () -> search(guest, mac.mac()));
        }
    }

    private boolean serves(Sealed.Device device, Visit visit) {
        return refusal(visit, Optional.of(device)).isEmpty();
    }

    private Optional<StreamRefusal> refusal(Visit visit, Optional<Sealed.Device> device) {
        int port = visit.target().port();
        return gate().map(gate -> gate.checkDevice(visit.caller(), device, port, here.ids()))
                .orElse(Optional.of(StreamRefusal.NOT_A_TUNNEL_NODE));
    }

    private void search(Guest guest, Bytes mac) {
        if (!awaitingAddress.enter(mac, guest)) {
            return;
        }
        List<InterfaceSubnet> subnets =
                here.at(guest.device().location()).map(view -> view.subnets()).orElse(List.of());
        context.ask(
                AddressSearchActor.Addresses.class,
                parts.addresses(),
                SEARCH_MAX,
                replyTo -> new AddressSearchActor.Find(mac, subnets, guest.tried(), replyTo),
                (found, failure) -> new FoundAt(mac, found));
    }

    private void onFoundAt(FoundAt answer) {
        AddressSearchActor.Addresses found = answer.found();
        if (found != null) {
            knownAddresses.put(answer.mac(), found.addresses(), nowMillis());
        }
        for (Guest guest : awaitingAddress.leave(answer.mac())) {
            if (found == null) {
                guest.visit().refuse(StreamRefusal.UNSPECIFIED);
            } else if (found.addresses().isEmpty()) {
                guest.visit().refuse(guest.whyNot());
            } else {
                connect(guest.at(found.addresses()));
            }
        }
    }

    private void connect(Guest guest) {
        List<InetAddress> permitted =
                gate().map(gate -> gate.permitted(guest.addresses(), here.subnets()))
                        .orElse(List.of());
        if (permitted.isEmpty()) {
            guest.visit().refuse(StreamRefusal.ADDRESS_DENIED);
        } else if (guest.device().tlsSha256().isEmpty()) {
            dial(guest.at(permitted));
        } else {
            check(guest.at(permitted));
        }
    }

    private void check(Guest guest) {
        KnownCertificates.Place place = guest.placeToCheck();
        Optional<Bytes> known = knownCertificates.at(place, nowMillis());
        if (known.isPresent()) {
            onChecked(new Checked(guest, known));
            return;
        }
        certificates.ask(
                guest.visit().link().eventLoop(),
                place.address(),
                place.port(),
                sha256 -> context.getSelf().tell(new Checked(guest, sha256)),
                refused -> context.getSelf().tell(new NotReached(guest.unchecked(refused))));
    }

    private void onChecked(Checked checked) {
        Guest guest = checked.guest();
        checked.sha256()
                .ifPresent(hash -> knownCertificates.put(guest.placeToCheck(), hash, nowMillis()));
        if (checked.sha256().filter(guest.device().tlsSha256()::contains).isPresent()) {
            // Only the address whose certificate was seen.
            dial(guest.at(List.of(guest.addresses().getFirst())));
        } else {
            LOG.atWarn().addKeyValue("device", guest.device().name()).log("wrong certificate");
            guest.visit().refuse(StreamRefusal.CERTIFICATE);
        }
    }

    private void dial(Guest guest) {
        DeviceDialer.dial(
                guest.visit().link().eventLoop(),
                guest.addresses(),
                guest.visit().target().port(),
                new DeviceDialer.Outcome() {
                    @Override
                    public void connected(SocketChannel socket, InetAddress address) {
                        if (guest.device().address() instanceof Sealed.DeviceAddress.Mac mac) {
                            context.getSelf().tell(new Reached(mac.mac(), address));
                        }
                        guest.visit().accept(socket, guest.device().name());
                    }

                    @Override
                    public void failed(boolean refused) {
                        context.getSelf().tell(new NotReached(guest.unreached(refused)));
                    }
                });
    }

    /** A table may name an address that the device has left: it is searched for once more. */
    private void onNotReached(Guest guest) {
        if (guest.device().address() instanceof Sealed.DeviceAddress.Mac mac
                && guest.tried().isEmpty()) {
            knownAddresses.forget(mac.mac());
            search(guest.notAt(guest.addresses()), mac.mac());
        } else {
            guest.visit().refuse(guest.whyNot());
        }
    }

    private long nowMillis() {
        return node.clock().millis();
    }
}
