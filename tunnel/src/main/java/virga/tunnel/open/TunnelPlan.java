package virga.tunnel.open;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import virga.protocol.Bytes;
import virga.protocol.carrier.Candidate;
import virga.protocol.carrier.Carrier;
import virga.protocol.identity.NodeId;
import virga.protocol.identity.Role;
import virga.protocol.link.TunnelTarget;
import virga.protocol.mux.StreamRefusal;
import virga.protocol.record.LocationId;
import virga.protocol.record.RecordBody.NodeRecord;
import virga.protocol.record.Sealed;

/**
 * Decides through which tunnel node a device is reached.
 *
 * <pre>
 *   begin -> FindDevice -> ListPlaces -> TryPlace -> ... -> TryPlace
 *                |             |            (next one where a try failed)
 *                +-------------+----------------+-> Failed
 * </pre>
 *
 * Nodes to which a link is open come first, then the others in random order, so that no node is
 * everyone's first. The node that was the way until it refused a connection comes last: it may be
 * about to end.
 */
public final class TunnelPlan {
    /** Tunnel nodes tried before giving up. */
    public static final int TRIES_MAX = 8;

    /** A node that says that it is at the device's location. */
    public record Place(NodeId node, Sealed.Whereabouts where) {}

    /** What is to be done next. */
    public sealed interface Step {
        /** Look the device up and call {@link #onDevice}. */
        record FindDevice(String name) implements Step {}

        /** List the nodes there and call {@link #onPlaces}. */
        record ListPlaces(LocationId location) implements Step {}

        /**
         * Link to the node, {@link #checkPeer check} it, open a stream; where that fails call
         * {@link #onNoLink} or {@link #onRefused}.
         */
        record TryPlace(Place place, TunnelTarget target) implements Step {}

        record Failed(TunnelFailure failure) implements Step {}
    }

    private final NodeId self;
    private final DeviceName wanted;
    private final Optional<Carrier> via;
    private Optional<Sealed.Device> device = Optional.empty();
    private Optional<TunnelTarget> target = Optional.empty();
    private List<Place> left = List.of();
    private Optional<NodeId> before = Optional.empty();
    private Optional<TunnelFailure> worst = Optional.empty();

    /** {@code via}: the only carrier that will do; empty: any. */
    public TunnelPlan(NodeId self, DeviceName wanted, Optional<Carrier> via) {
        this.self = self;
        this.wanted = wanted;
        this.via = via;
    }

    /**
     * {@code node} was the way until it refused a connection to {@code port}: it is tried last, and
     * not at all where it has tried to reach the device. To be called before {@link #begin}.
     */
    public void refusedBefore(NodeId node, StreamRefusal why, int port) {
        before = Optional.of(node);
        if (ofTheDevice(why)) {
            worst = Optional.of(TunnelFailure.of(why, wanted.name(), port, node.toString()));
        }
    }

    /** Whether another tunnel node may do what one refuses so: not what the registry says. */
    static boolean elsewhere(StreamRefusal refusal) {
        return switch (refusal) {
            case UNSPECIFIED, NOT_A_TUNNEL_NODE, NOT_AT_LOCATION, LIMIT -> true;
            case ADDRESS_DENIED, ADDRESS_NOT_FOUND, NO_ANSWER, PORT_CLOSED -> true;
            case CERTIFICATE, NO_CERTIFICATE -> true;
            case UNKNOWN_DEVICE, PORT_NOT_REGISTERED, NOT_ALLOWED -> false;
        };
    }

    /** Whether the same node would say the same again, and take its time for it. */
    private static boolean ofTheDevice(StreamRefusal refusal) {
        return switch (refusal) {
            case ADDRESS_DENIED, ADDRESS_NOT_FOUND, NO_ANSWER, PORT_CLOSED -> true;
            case CERTIFICATE, NO_CERTIFICATE -> true;
            case UNSPECIFIED,
                    NOT_A_TUNNEL_NODE,
                    NOT_AT_LOCATION,
                    LIMIT,
                    UNKNOWN_DEVICE,
                    PORT_NOT_REGISTERED,
                    NOT_ALLOWED ->
                    false;
        };
    }

    public Step begin() {
        return new Step.FindDevice(wanted.name());
    }

    /** The device as far as it is known, for people; empty before it was found. */
    public Optional<Sealed.Device> device() {
        return device;
    }

    /** {@code found} is empty where there is no such device; {@code deviceKey} is its DHT key. */
    public Step onDevice(Optional<Sealed.Device> found, Bytes deviceKey) {
        if (found.isEmpty() || !found.get().name().equals(wanted.name())) {
            return failed(
                    TunnelFailure.Kind.NOT_FOUND,
                    "there is no device " + wanted.name(),
                    "`virga devices` lists them");
        }
        Sealed.Device known = found.get();
        device = found;
        if (wanted.port().isEmpty() && known.services().size() != 1) {
            return failed(
                    TunnelFailure.Kind.USAGE,
                    known.name() + " has several ports: " + services(known),
                    "name one, as in " + known.name() + ":" + firstPort(known));
        }
        int port = wanted.port().orElseGet(() -> firstPort(known));
        if (known.service(port).isEmpty()) {
            return failed(
                    TunnelFailure.Kind.REFUSED,
                    "port " + port + " of " + known.name() + " is not registered",
                    "registered: " + services(known));
        }
        target = Optional.of(new TunnelTarget(deviceKey, port));
        return new Step.ListPlaces(known.location());
    }

    /** The directory could not be asked. */
    public Step onNoAnswer(String reason) {
        return failed(TunnelFailure.Kind.NO_PATH, "no super answers: " + reason, "");
    }

    /** {@code linked}: nodes to which this node has asked a link that is open. */
    public Step onPlaces(List<Place> places, Set<NodeId> linked, RandomGenerator random) {
        Sealed.Device known = device.orElseThrow();
        List<Place> there =
                places.stream()
                        .filter(each -> each.where().locations().contains(known.location()))
                        .toList();
        if (there.isEmpty()) {
            return failed(
                    TunnelFailure.Kind.NO_PATH,
                    "no tunnel node is at the location of " + known.name() + " now",
                    "start one there, or see `virga devices`");
        }
        List<Place> usable = usable(there, linked);
        if (usable.isEmpty()) {
            return failed(
                    TunnelFailure.Kind.NO_PATH,
                    "no tunnel node at the location of "
                            + known.name()
                            + via.map(carrier -> " has an address for " + carrier.word())
                                    .orElse(" has announced an address"),
                    via.isPresent() ? "try --via auto" : "");
        }
        if (worst.isPresent()) {
            usable.removeIf(this::wasBefore);
        }
        left = ordered(usable, linked, random);
        return left.isEmpty() ? new Step.Failed(worst.orElseThrow()) : next();
    }

    /** With the candidates of the wanted carrier only. */
    private List<Place> usable(List<Place> there, Set<NodeId> linked) {
        List<Place> usable = new ArrayList<>();
        for (Place place : there) {
            List<Candidate> candidates =
                    place.where().candidates().stream()
                            .filter(each -> via.isEmpty() || each.carrier() == via.get())
                            .toList();
            // Where one carrier is asked for, a link by another will not do.
            if (!candidates.isEmpty() || (via.isEmpty() && linked.contains(place.node()))) {
                usable.add(
                        new Place(
                                place.node(),
                                new Sealed.Whereabouts(candidates, place.where().locations())));
            }
        }
        return usable;
    }

    /**
     * Whether a linked peer may stand for the location that it announced: its Node record, shown on
     * the link, must have the role, and the label where the device is at one.
     */
    public Optional<StreamRefusal> checkPeer(NodeRecord peer) {
        if (!peer.roles().contains(Role.TUNNEL)) {
            return Optional.of(StreamRefusal.NOT_A_TUNNEL_NODE);
        }
        return switch (device.orElseThrow().location()) {
            case LocationId.Lan lan -> Optional.empty();
            case LocationId.Label label ->
                    peer.labels().contains(label.label())
                            ? Optional.empty()
                            : Optional.of(StreamRefusal.NOT_AT_LOCATION);
        };
    }

    /** A try failed: another place, or the end. */
    public Step onRefused(Place place, StreamRefusal refusal) {
        int port = target.orElseThrow().port();
        return onFailed(TunnelFailure.of(refusal, wanted.name(), port, place.node().toString()));
    }

    /** No link to the place could be opened; {@code why} is one line. */
    public Step onNoLink(Place place, String why) {
        return onFailed(
                new TunnelFailure(
                        TunnelFailure.Kind.NO_PATH,
                        "no path to the tunnel node "
                                + place.node()
                                + " at "
                                + wanted.name()
                                + ": "
                                + why,
                        "see that it runs and that this machine may dial it"));
    }

    private Step onFailed(TunnelFailure failure) {
        // A node that refused says more than one that was not reached.
        boolean says = worst.isEmpty() || worst.get().kind() == TunnelFailure.Kind.NO_PATH;
        worst = says ? Optional.of(failure) : worst;
        return left.isEmpty() ? new Step.Failed(worst.get()) : next();
    }

    private Step next() {
        Place first = left.getFirst();
        left = left.subList(1, left.size());
        return new Step.TryPlace(first, target.orElseThrow());
    }

    private boolean wasBefore(Place place) {
        return before.filter(place.node()::equals).isPresent();
    }

    private List<Place> ordered(List<Place> places, Set<NodeId> linked, RandomGenerator random) {
        List<Place> near = new ArrayList<>();
        List<Place> far = new ArrayList<>();
        places.forEach(each -> (linked.contains(each.node()) ? near : far).add(each));
        Collections.shuffle(near, random);
        Collections.shuffle(far, random);
        near.addAll(far);
        near.sort(Comparator.comparing(each -> !each.node().equals(self)));
        if (near.removeIf(this::wasBefore)) {
            places.stream().filter(this::wasBefore).forEach(near::add);
        }
        return List.copyOf(near.subList(0, Math.min(near.size(), TRIES_MAX)));
    }

    private static Step failed(TunnelFailure.Kind kind, String message, String hint) {
        return new Step.Failed(new TunnelFailure(kind, message, hint));
    }

    private static int firstPort(Sealed.Device device) {
        return device.services().stream().map(Sealed.Service::port).findFirst().orElse(0);
    }

    private static String services(Sealed.Device device) {
        return device.services().isEmpty()
                ? "none"
                : device.services().stream()
                        .map(Sealed.Service::toString)
                        .collect(Collectors.joining(", "));
    }
}
