package virga.ops.desk;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import virga.actors.node.NodeContext;
import virga.actors.presence.PresenceActor;
import virga.actors.revocation.ListAge;
import virga.actors.switchboard.LinkView;
import virga.actors.switchboard.SwitchboardActor;
import virga.ops.admin.AdminRequest;
import virga.ops.admin.Document;
import virga.ops.problem.Problem;
import virga.protocol.carrier.Carrier;
import virga.protocol.identity.NodeId;
import virga.protocol.membership.Membership;
import virga.protocol.record.KeyRange;
import virga.protocol.record.KeyRanges;
import virga.protocol.record.RecordBody.NodeRecord;
import virga.protocol.record.Revocations;
import virga.supernode.SuperService;
import virga.supernode.store.StoreActor;
import virga.supernode.store.StoredEntries;

/** Requests about the node itself. */
final class NodeDesk {
    private static final double NANOS_A_MILLI = 1e6;

    private final Asking asking;
    private final NodeContext node;
    private final NodeDoors doors;
    private final TunnelDesk tunnels;
    private final Pinging pinging;
    private final TurnedAway turnedAway;
    private final Examination examination;
    private final KeysDesk keys;
    private final Instant started;

    NodeDesk(
            Asking asking, NodeContext node, NodeDoors doors, TunnelDesk tunnels, Pinging pinging) {
        this.asking = asking;
        this.node = node;
        this.doors = doors;
        this.tunnels = tunnels;
        this.pinging = pinging;
        this.turnedAway = new TurnedAway(asking, doors);
        this.examination = new Examination(asking, node);
        this.keys = new KeysDesk(asking, node);
        this.started = node.clock().instant();
    }

    CompletionStage<? extends Document> answer(AdminRequest.OfNode request) {
        return switch (request) {
            case AdminRequest.Status() -> status();
            case AdminRequest.Check(String level) -> check(level);
            case AdminRequest.Peers() ->
                    linkList().thenApply(listed -> new Document.Peers(lines(listed.links())));
            case AdminRequest.Ping ping -> pinging.ping(ping);
            case AdminRequest.Doctor() -> examination.examine();
            case AdminRequest.Partitions() -> keys.partitions();
            case AdminRequest.DhtGet(String key) -> keys.get(key);
        };
    }

    private CompletionStage<Document.Check> check(String level) {
        if (level.equals("live")) {
            return CompletableFuture.completedFuture(new Document.Check(true, ""));
        }
        return described()
                .thenApply(
                        description -> {
                            Instant now = node.clock().instant();
                            String reason =
                                    description.admittedUntil().isAfter(now)
                                            ? description.trouble().orElse("")
                                            : "the admission has ended";
                            boolean silent =
                                    node.listening().isPresent()
                                            && description.announced().isEmpty();
                            String why = reason.isEmpty() && silent ? "not yet announced" : reason;
                            return new Document.Check(why.isEmpty(), why);
                        });
    }

    /** What {@link Document.Status} is made of besides the node's own record. */
    private record Seen(
            PresenceActor.Description description,
            SwitchboardActor.LinkList links,
            List<Document.PartitionLine> partitions,
            List<Document.TunnelLine> tunnels,
            Map<String, Long> turnedAway) {}

    private CompletionStage<Document.Status> status() {
        return described()
                .thenCompose(
                        description -> linkList().thenCompose(links -> status(description, links)));
    }

    private CompletionStage<Document.Status> status(
            PresenceActor.Description description, SwitchboardActor.LinkList links) {
        CompletionStage<Map<String, Long>> away = turnedAway.count(links);
        return partitions()
                .thenCombine(
                        tunnels.lines(),
                        (held, open) ->
                                away.thenApply(
                                        counts ->
                                                status(
                                                        new Seen(
                                                                description,
                                                                links,
                                                                held,
                                                                open,
                                                                counts))))
                .thenCompose(stage -> stage);
    }

    private Document.Status status(Seen seen) {
        Membership own =
                node.membership()
                        .current()
                        .orElseThrow(
                                () ->
                                        Problem.refused(
                                                        "this node is not admitted",
                                                        "start it with --join TOKEN")
                                                .asException());
        NodeRecord record = own.node().body();
        Instant now = node.clock().instant();
        return new Document.Status(
                record.id().toString(),
                record.name(),
                new Document.DomainName(record.id().domain().toString(), own.domainName()),
                OperatorDesk.words(record.roles()),
                node.settings().cloud() ? "on" : "off",
                "off",
                new Document.Certificate(record.expires().toString()),
                NodeAddress.listening(node).orElse(""),
                seen.description().candidates().stream().map(NodeAddress::line).toList(),
                lines(seen.links().links()),
                seen.partitions(),
                List.of(),
                seen.tunnels(),
                seen.turnedAway(),
                revocations(own, now),
                Duration.between(started, now).toSeconds(),
                ProcessHandle.current().pid());
    }

    private Document.RevocationsLine revocations(Membership own, Instant now) {
        Revocations enforced = node.verifier().revocations();
        return new Document.RevocationsLine(
                enforced.number(),
                ListAge.signed(enforced).map(Instant::toString).orElse(null),
                enforced.list().map(list -> list.body().keyHashes().size()).orElse(0),
                ListAge.isWorthAWord(enforced, started, now),
                !node.verifier().believes(own.node()));
    }

    private CompletionStage<PresenceActor.Description> described() {
        return asking.local(node.presence(), PresenceActor.Describe::new);
    }

    private CompletionStage<SwitchboardActor.LinkList> linkList() {
        return asking.local(node.switchboard(), SwitchboardActor.ListLinks::new);
    }

    /** What this node answers for: an operator everything, a super what the operator gave it. */
    private CompletionStage<List<Document.PartitionLine>> partitions() {
        return doors.find(SuperService.STORE, StoreActor.Command.class)
                .map(
                        store ->
                                asking.<StoreActor.Command, StoreActor.Held>local(
                                                store, StoreActor.DescribeHeld::new)
                                        .thenCompose(held -> partitions(held.ranges())))
                .orElseGet(() -> CompletableFuture.completedFuture(List.of()));
    }

    private CompletionStage<List<Document.PartitionLine>> partitions(KeyRanges held) {
        return CompletableFuture.supplyAsync(
                () -> held.ranges().stream().map(this::partition).toList(), node.blocking());
    }

    private Document.PartitionLine partition(KeyRange range) {
        Path file = node.home().recordsDatabase();
        long entries = StoredEntries.in(file, range, node.clock().instant()).orElse(0);
        return new Document.PartitionLine(
                range.firstKey().toString(), range.lastKey().toString(), entries);
    }

    private static List<Document.LinkLine> lines(List<LinkView> links) {
        return links.stream().map(NodeDesk::line).toList();
    }

    private static Document.LinkLine line(LinkView link) {
        long nanos = link.traffic().rttNanos();
        return new Document.LinkLine(
                link.peer().id().map(NodeId::toString).orElse("not admitted"),
                link.peer().node().map(record -> record.body().name()).orElse(""),
                link.carrier().word(),
                link.remoteAddress() instanceof InetSocketAddress address
                        ? NodeAddress.text(address)
                        : "",
                nanos < 0 ? null : nanos / NANOS_A_MILLI,
                link.traffic().bytesIn(),
                link.traffic().bytesOut(),
                link.traffic().streams(),
                link.carrier() == Carrier.DIRECT ? null : "no better carrier answered");
    }
}
