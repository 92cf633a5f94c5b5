package virga.ops.desk;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import virga.actors.directory.DirectoryActor;
import virga.actors.node.NodeContext;
import virga.actors.switchboard.LinkView;
import virga.actors.switchboard.Outcome;
import virga.actors.switchboard.SwitchboardActor;
import virga.actors.switchboard.Target;
import virga.ops.admin.AdminRequest;
import virga.ops.admin.Document;
import virga.ops.problem.Problem;
import virga.protocol.Bytes;
import virga.protocol.carrier.Candidate;
import virga.protocol.identity.NodeId;
import virga.protocol.link.ExpectedPeer;
import virga.protocol.link.LinkEnd;
import virga.protocol.message.Message;
import virga.protocol.record.DhtKey;
import virga.protocol.record.RecordBody.NodeInfoRecord;
import virga.protocol.record.RecordBody.NodeRecord;
import virga.protocol.record.RecordBody.SuperNodeRecord;
import virga.protocol.record.RecordKind;
import virga.protocol.record.SealedCodec;

/** Finds a node that a person names and measures round trips to it, one after the other. */
final class Pinging {
    /** One answer, with the link that may have to be opened for it. */
    static final Duration PING_TIMEOUT = Duration.ofSeconds(15);

    /** Nodes looked through for a name. */
    static final int NODES_MAX = 10_000;

    private static final double NANOS_A_MILLI = 1e6;

    private final Asking asking;
    private final NodeContext node;
    private final LongSupplier nanos;

    /** {@code nanos}: a clock that never goes back. */
    Pinging(Asking asking, NodeContext node, LongSupplier nanos) {
        this.asking = asking;
        this.node = node;
        this.nanos = nanos;
    }

    CompletionStage<Document.Ping> ping(AdminRequest.Ping request) {
        return find(request.node())
                .thenCompose(this::target)
                .thenCompose(target -> ping(target, request.count(), new ArrayList<>()));
    }

    /** The node's id by what is linked now; else by the directory's list of the domain. */
    private CompletionStage<NodeId> find(String text) {
        Optional<NodeId> full = NodeNames.full(text);
        if (full.isPresent()) {
            return CompletableFuture.completedFuture(full.get());
        }
        NodeNames names = new NodeNames();
        names.add(node.id(), node.settings().name());
        return links().thenCompose(
                        links -> {
                            links.stream()
                                    .flatMap(link -> link.peer().node().stream())
                                    .map(record -> record.body())
                                    .forEach(peer -> names.add(peer.id(), peer.name()));
                            return domainNodes(names);
                        })
                .thenApply(all -> all.find(text).orElseThrow(() -> unknown(text).asException()));
    }

    private CompletionStage<NodeNames> domainNodes(NodeNames names) {
        CompletionStage<DirectoryActor.ListResult> listed =
                asking.network(
                        node.directory(),
                        to ->
                                new DirectoryActor.ListAll(
                                        RecordKind.NODE,
                                        node.id().domain(),
                                        Bytes.EMPTY,
                                        NODES_MAX,
                                        to));
        return listed.thenApply(
                result -> {
                    if (result instanceof DirectoryActor.Listed(var records, boolean complete)) {
                        records.stream()
                                .map(record -> record.body())
                                .filter(NodeRecord.class::isInstance)
                                .map(NodeRecord.class::cast)
                                .forEach(peer -> names.add(peer.id(), peer.name()));
                    }
                    return names;
                });
    }

    private CompletionStage<Target> target(NodeId id) {
        if (id.equals(node.id())) {
            return CompletableFuture.completedFuture(Target.node(id, List.of()));
        }
        CompletionStage<DirectoryActor.KnownSupers> supers =
                asking.local(node.directory(), DirectoryActor.Supers::new);
        return supers.thenCompose(
                known -> {
                    List<Candidate> candidates = new ArrayList<>();
                    if (known.operator().equals(id)) {
                        candidates.addAll(known.operatorAt());
                    }
                    known.supers().stream()
                            .map(record -> record.body())
                            .filter(holder -> holder.id().equals(id))
                            .map(SuperNodeRecord::candidates)
                            .forEach(candidates::addAll);
                    return announced(id, candidates);
                });
    }

    /** Adds what the node announced of itself, where this node may read it. */
    private CompletionStage<Target> announced(NodeId id, List<Candidate> candidates) {
        CompletionStage<DirectoryActor.FindResult> found =
                asking.network(
                        node.directory(),
                        to -> new DirectoryActor.Find(RecordKind.NODE_INFO, DhtKey.of(id), to));
        return found.thenApply(
                result -> {
                    if (result instanceof DirectoryActor.Found(var record)
                            && record.body() instanceof NodeInfoRecord body) {
                        node.membership()
                                .current()
                                .flatMap(own -> SealedCodec.open(body, own.domainKey()))
                                .ifPresent(where -> candidates.addAll(where.candidates()));
                    }
                    return Target.node(id, candidates.stream().distinct().toList());
                });
    }

    private CompletionStage<Document.Ping> ping(Target target, int left, List<Double> millis) {
        long begin = nanos.getAsLong();
        CompletionStage<SwitchboardActor.Answers> asked =
                asking.network(
                        node.switchboard(),
                        to ->
                                SwitchboardActor.Ask.one(
                                        target, 0, Message.Ping.INSTANCE, PING_TIMEOUT, to));
        return asked.thenCompose(
                answers -> {
                    millis.add((nanos.getAsLong() - begin) / NANOS_A_MILLI);
                    return switch (answers.outcomes().getFirst()) {
                        case Outcome.Unanswered lost -> throw lost(target, lost).asException();
                        case Outcome.Answered answered when left > 1 ->
                                ping(target, left - 1, millis);
                        case Outcome.Answered(long tag, var from, var body) ->
                                measured(from.id().map(NodeId::toString).orElse(""), millis);
                    };
                });
    }

    private CompletionStage<Document.Ping> measured(String peer, List<Double> millis) {
        return links().thenApply(
                        links -> {
                            String via =
                                    links.stream()
                                            .filter(link -> text(link).equals(peer))
                                            .map(link -> link.carrier().word())
                                            .findFirst()
                                            .orElse("this node");
                            return new Document.Ping(peer, via, List.copyOf(millis));
                        });
    }

    private CompletionStage<List<LinkView>> links() {
        CompletionStage<SwitchboardActor.LinkList> listed =
                asking.local(node.switchboard(), SwitchboardActor.ListLinks::new);
        return listed.thenApply(SwitchboardActor.LinkList::links);
    }

    private static String text(LinkView link) {
        return link.peer().id().map(NodeId::toString).orElse("");
    }

    private static Problem unknown(String text) {
        return Problem.notFound(
                "no node '" + text + "' is known in this domain",
                "see `virga peers`, or write the whole id");
    }

    static Problem lost(Target target, Outcome.Unanswered lost) {
        String node =
                target.expected() instanceof ExpectedPeer.Node(var id) ? id.toString() : "the node";
        if (target.candidates().isEmpty() && lost.end() != LinkEnd.TIMED_OUT) {
            return Problem.noPath(
                    node + " has announced no address", "check that it runs and listens");
        }
        return Problem.noPath(
                node + " does not answer: " + lost.end().hint(), whatToDo(lost.end()));
    }

    private static String whatToDo(LinkEnd end) {
        if (end == LinkEnd.WIRE_VERSION) {
            return "run one version of virga on both; `virga --version` shows it";
        }
        if (end == LinkEnd.CLOCK) {
            return "set the clocks, with NTP; `virga doctor` compares them";
        }
        return "check that it runs and that this machine may dial it";
    }
}
