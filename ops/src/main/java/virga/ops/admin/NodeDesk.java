package virga.ops.admin;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import virga.actors.directory.DirectoryActor;
import virga.actors.node.NodeContext;
import virga.actors.presence.PresenceActor;
import virga.actors.switchboard.LinkView;
import virga.actors.switchboard.SwitchboardActor;
import virga.protocol.carrier.Carrier;
import virga.protocol.identity.Membership;
import virga.protocol.identity.NodeId;
import virga.protocol.identity.Role;
import virga.protocol.record.RecordBody.NodeRecord;
import virga.supernode.store.StoredEntries;

/** Requests about the node itself. */
final class NodeDesk {
    private static final double NANOS_A_MILLI = 1e6;

    private final Asking asking;
    private final NodeContext node;
    private final TunnelDesk tunnels;
    private final Pinging pinging;
    private final Examination examination;
    private final Instant started;

    NodeDesk(Asking asking, NodeContext node, TunnelDesk tunnels, Pinging pinging) {
        this.asking = asking;
        this.node = node;
        this.tunnels = tunnels;
        this.pinging = pinging;
        this.examination = new Examination(asking, node);
        this.started = node.clock().instant();
    }

    CompletionStage<? extends Document> answer(AdminRequest.OfNode request) {
        return switch (request) {
            case AdminRequest.Status() -> status();
            case AdminRequest.Check(String level) -> check(level);
            case AdminRequest.Peers() ->
                    links().thenApply(links -> new Document.Peers(lines(links)));
            case AdminRequest.Ping ping -> pinging.ping(ping);
            case AdminRequest.Doctor() -> examination.examine();
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

    private CompletionStage<Document.Status> status() {
        return described()
                .thenCompose(
                        description ->
                                links().thenCompose(
                                                links ->
                                                        partitions()
                                                                .thenCombine(
                                                                        tunnels.lines(),
                                                                        (held, open) ->
                                                                                status(
                                                                                        description,
                                                                                        links,
                                                                                        held,
                                                                                        open))));
    }

    private Document.Status status(
            PresenceActor.Description description,
            List<LinkView> links,
            List<Document.PartitionLine> partitions,
            List<Document.TunnelLine> open) {
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
                node.listening().map(NodeAddress::text).orElse(""),
                description.candidates().stream()
                        .map(
                                each ->
                                        new Document.CandidateLine(
                                                each.carrier().word(), each.address().toString()))
                        .toList(),
                lines(links),
                partitions,
                List.of(),
                open,
                Duration.between(started, now).toSeconds(),
                ProcessHandle.current().pid());
    }

    private CompletionStage<PresenceActor.Description> described() {
        return asking.local(node.presence(), PresenceActor.Describe::new);
    }

    private CompletionStage<List<LinkView>> links() {
        CompletionStage<SwitchboardActor.LinkList> listed =
                asking.local(node.switchboard(), SwitchboardActor.ListLinks::new);
        return listed.thenApply(SwitchboardActor.LinkList::links);
    }

    /** Those of which this node is a holder. */
    private CompletionStage<List<Document.PartitionLine>> partitions() {
        if (!node.settings().roles().contains(Role.SUPER)) {
            return CompletableFuture.completedFuture(List.of());
        }
        CompletionStage<DirectoryActor.KnownSupers> known =
                asking.local(node.directory(), DirectoryActor.Supers::new);
        return known.thenApplyAsync(
                supers ->
                        supers.supers().stream()
                                .map(record -> record.body())
                                .filter(holder -> holder.id().equals(node.id()))
                                .map(
                                        holder ->
                                                new Document.PartitionLine(
                                                        holder.from().toString(),
                                                        holder.to().toString(),
                                                        entries()))
                                .toList(),
                node.blocking());
    }

    private long entries() {
        return StoredEntries.in(node.home().recordsDatabase(), node.clock().instant()).orElse(0);
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
