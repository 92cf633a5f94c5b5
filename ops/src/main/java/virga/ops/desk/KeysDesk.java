package virga.ops.desk;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import virga.actors.directory.DirectoryActor;
import virga.actors.node.NodeContext;
import virga.ops.admin.Document;
import virga.ops.problem.Problem;
import virga.protocol.Bytes;
import virga.protocol.identity.DomainId;
import virga.protocol.identity.NodeId;
import virga.protocol.record.DhtKey;
import virga.protocol.record.KeyRange;
import virga.protocol.record.RecordBody;
import virga.protocol.record.RecordBody.SuperNodeRecord;
import virga.protocol.record.RecordKind;
import virga.protocol.record.Verified;

/** Who holds which keys, and what is found under one, as this node knows and is told. */
final class KeysDesk {
    /** Kinds that stand at a key of a domain. */
    private static final List<RecordKind> KINDS =
            List.of(RecordKind.NODE, RecordKind.NODE_INFO, RecordKind.DEVICE);

    private final Asking asking;
    private final NodeContext node;

    KeysDesk(Asking asking, NodeContext node) {
        this.asking = asking;
        this.node = node;
    }

    CompletionStage<Document.Partitions> partitions() {
        return supers().thenApply(KeysDesk::document);
    }

    private CompletionStage<List<SuperNodeRecord>> supers() {
        return asking.<DirectoryActor.Command, DirectoryActor.KnownSupers>local(
                        node.directory(), DirectoryActor.Supers::new)
                .thenApply(known -> known.supers().stream().map(Verified::body).toList());
    }

    private static Document.Partitions document(List<SuperNodeRecord> supers) {
        TreeSet<Long> starts = new TreeSet<>(Long::compareUnsigned);
        for (SuperNodeRecord one : supers) {
            for (KeyRange range : one.held().ranges()) {
                starts.add(range.from());
                starts.add(range.to() + 1);
            }
        }
        starts.add(0L);
        List<Document.PartitionHolders> partitions = new ArrayList<>();
        for (long start : starts) {
            Optional<Long> next = Optional.ofNullable(starts.higher(start));
            partitions.add(
                    partition(new KeyRange(start, next.map(n -> n - 1).orElse(-1L)), supers));
        }
        partitions.removeIf(one -> one.holders().isEmpty());
        long plan = supers.stream().mapToLong(SuperNodeRecord::plan).max().orElse(0);
        return new Document.Partitions(plan, partitions);
    }

    private static Document.PartitionHolders partition(
            KeyRange range, List<SuperNodeRecord> supers) {
        List<String> holders =
                supers.stream()
                        .filter(one -> one.held().holds(range.from()))
                        .map(one -> one.id().toString())
                        .sorted()
                        .toList();
        return new Document.PartitionHolders(
                range.firstKey().toString(), range.lastKey().toString(), holders);
    }

    /** What is found under the key; nothing is a problem. */
    CompletionStage<Document.DhtEntries> get(String text) {
        DhtKey key = parse(text);
        List<CompletableFuture<Optional<Document.DhtEntry>>> asked =
                KINDS.stream().map(kind -> find(kind, key).toCompletableFuture()).toList();
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                .thenCompose(_ -> supers())
                .thenApply(
                        supers -> {
                            List<Document.DhtEntry> entries =
                                    asked.stream()
                                            .map(CompletableFuture::join)
                                            .flatMap(Optional::stream)
                                            .toList();
                            if (entries.isEmpty()) {
                                throw Problem.notFound(
                                                "nothing is found under " + key,
                                                "of another domain only Node records are shown")
                                        .asException();
                            }
                            return new Document.DhtEntries(
                                    key.toString(), entries, holders(supers, key));
                        });
    }

    private static List<String> holders(List<SuperNodeRecord> supers, DhtKey key) {
        return supers.stream()
                .filter(one -> one.held().holds(key))
                .map(one -> one.id().toString())
                .toList();
    }

    private CompletionStage<Optional<Document.DhtEntry>> find(RecordKind kind, DhtKey key) {
        return asking.<DirectoryActor.Command, DirectoryActor.FindResult>network(
                        node.directory(), to -> new DirectoryActor.Find(kind, key, to))
                .thenApply(
                        result ->
                                switch (result) {
                                    case DirectoryActor.Found(var record) ->
                                            Optional.of(entry(kind, record));
                                    case DirectoryActor.Missing _ -> Optional.empty();
                                    case DirectoryActor.NoAnswer(String reason) ->
                                            throw Problem.noPath(reason, "see `virga doctor`")
                                                    .asException();
                                });
    }

    private static Document.DhtEntry entry(RecordKind kind, Verified<? extends RecordBody> record) {
        return new Document.DhtEntry(
                kind.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                record.body().version(),
                record.body().expires().toString(),
                record.signed().kind() == RecordKind.TOMBSTONE,
                Bytes.sha256(record.signed().body().borrowed()).toHex());
    }

    private static DhtKey parse(String text) {
        try {
            int slash = text.indexOf('/');
            return slash < 0
                    ? DhtKey.of(NodeId.parse(text))
                    : new DhtKey(
                            DomainId.parse(text.substring(0, slash)),
                            Bytes.ofHex(text.substring(slash + 1)));
        } catch (IllegalArgumentException e) {
            throw Problem.usage(
                            "'" + text + "' is no key: " + e.getMessage(),
                            "give a whole node id, or a domain and 64 hexadecimal digits with a"
                                    + " slash between")
                    .asException();
        }
    }
}
