package virga.tunnel.open;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import virga.actors.directory.DirectoryActor;
import virga.actors.node.NodeContext;
import virga.protocol.Bytes;
import virga.protocol.identity.NodeId;
import virga.protocol.identity.Role;
import virga.protocol.membership.Membership;
import virga.protocol.record.LocationId;
import virga.protocol.record.RecordBody;
import virga.protocol.record.RecordBody.NodeInfoRecord;
import virga.protocol.record.RecordBody.NodeRecord;
import virga.protocol.record.RecordKind;
import virga.protocol.record.Sealed;
import virga.protocol.record.Verified;
import virga.tunnel.device.DomainRecords;

/**
 * Lists once the devices of the domain, with the tunnel nodes that are where they are, and ends.
 */
public final class DeviceListing {
    static final Duration LOOKUP_MAX = Duration.ofSeconds(15);

    /** Records of each kind that are looked at. */
    static final int RECORDS_MAX = 10_000;

    sealed interface Command {}

    private record Listed(RecordKind kind, DirectoryActor.@Nullable ListResult result)
            implements Command {}

    public sealed interface Result {}

    /** By name. {@code complete} is false where there are more than could be listed. */
    public record Devices(List<DeviceView> devices, boolean complete) implements Result {
        public Devices {
            devices = List.copyOf(devices);
        }
    }

    /** Nobody could be asked; {@code reason} is one line. */
    public record NotListed(String reason) implements Result {}

    private static final List<RecordKind> KINDS =
            List.of(RecordKind.DEVICE, RecordKind.NODE_INFO, RecordKind.NODE);

    private final ActorContext<Command> context;
    private final NodeContext node;
    private final DomainRecords records;
    private final ActorRef<Result> replyTo;
    private final Map<RecordKind, DirectoryActor.Listed> answers = new HashMap<>();

    private DeviceListing(
            ActorContext<Command> context, NodeContext node, ActorRef<Result> replyTo) {
        this.context = context;
        this.node = node;
        this.records = new DomainRecords(node.membership());
        this.replyTo = replyTo;
    }

    static Behavior<Command> create(NodeContext node, ActorRef<Result> replyTo) {
        return Behaviors.setup(context -> new DeviceListing(context, node, replyTo).begin());
    }

    private Behavior<Command> begin() {
        for (RecordKind kind : KINDS) {
            context.ask(
                    DirectoryActor.ListResult.class,
                    node.directory(),
                    LOOKUP_MAX,
                    asker ->
                            new DirectoryActor.ListAll(
                                    kind, node.id().domain(), Bytes.EMPTY, RECORDS_MAX, asker),
                    (result, failure) -> new Listed(kind, result));
        }
        return Behaviors.receiveMessage(this::onCommand);
    }

    private Behavior<Command> onCommand(Command command) {
        return switch (command) {
            case Listed listed ->
                    switch (listed.result()) {
                        case DirectoryActor.Listed answer -> onAnswer(listed.kind(), answer);
                        case DirectoryActor.NotListed none -> end(new NotListed(none.reason()));
                        case null -> end(new NotListed("no answer in time"));
                    };
        };
    }

    private Behavior<Command> onAnswer(RecordKind kind, DirectoryActor.Listed answer) {
        answers.put(kind, answer);
        return answers.size() < KINDS.size() ? Behaviors.same() : end(devices());
    }

    private Behavior<Command> end(Result result) {
        replyTo.tell(result);
        return Behaviors.stopped();
    }

    private Result devices() {
        Map<NodeId, NodeRecord> nodes = new HashMap<>();
        for (Verified<?> record : recordsOf(RecordKind.NODE)) {
            if (record.body() instanceof NodeRecord body) {
                nodes.put(body.id(), body);
            }
        }
        Map<NodeId, Sealed.Whereabouts> places = new HashMap<>();
        for (Verified<?> record : recordsOf(RecordKind.NODE_INFO)) {
            if (record.body() instanceof NodeInfoRecord info) {
                records.whereabouts(record).ifPresent(where -> places.put(info.id(), where));
            }
        }
        String domain = node.membership().current().map(Membership::domainName).orElse("");
        List<DeviceView> devices =
                recordsOf(RecordKind.DEVICE).stream()
                        .flatMap(record -> records.device(record).stream())
                        .map(device -> view(device, domain, nodes, places))
                        .sorted(Comparator.comparing(DeviceView::name))
                        .toList();
        boolean complete = answers.values().stream().allMatch(DirectoryActor.Listed::complete);
        return new Devices(devices, complete);
    }

    private List<Verified<? extends RecordBody>> recordsOf(RecordKind kind) {
        return Optional.ofNullable(answers.get(kind))
                .map(DirectoryActor.Listed::records)
                .orElse(List.of());
    }

    private static DeviceView view(
            Sealed.Device device,
            String domain,
            Map<NodeId, NodeRecord> nodes,
            Map<NodeId, Sealed.Whereabouts> places) {
        List<String> reachableBy =
                places.entrySet().stream()
                        .filter(place -> place.getValue().locations().contains(device.location()))
                        .flatMap(place -> Optional.ofNullable(nodes.get(place.getKey())).stream())
                        .filter(record -> mayStandAt(record, device.location()))
                        .map(DeviceListing::text)
                        .sorted()
                        .toList();
        return new DeviceView(
                device.name(),
                domain,
                device.services().stream().map(Sealed.Service::toString).toList(),
                reachableBy,
                !device.tlsSha256().isEmpty());
    }

    private static boolean mayStandAt(NodeRecord record, LocationId location) {
        boolean allowed =
                switch (location) {
                    case LocationId.Lan lan -> true;
                    case LocationId.Label label -> record.labels().contains(label.label());
                };
        return allowed && record.roles().contains(Role.TUNNEL);
    }

    private static String text(NodeRecord record) {
        return record.name().isEmpty() ? record.id().toString() : record.name();
    }
}
