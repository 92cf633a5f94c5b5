package virga.supernode.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import virga.protocol.identity.NodeId;
import virga.protocol.message.Message.SuperNodes;
import virga.protocol.record.DhtKey;
import virga.protocol.record.KeyRange;
import virga.protocol.record.KeyRanges;
import virga.protocol.record.RecordBody;
import virga.protocol.record.RecordBody.SuperNodeRecord;
import virga.protocol.record.SignedRecord;
import virga.protocol.record.Verified;

/**
 * The SuperNode records that this store holds, for saying who holds which keys and who may ask for
 * them. Not thread safe.
 */
final class HolderList {
    /** Bodies and signatures of one answer, which has to fit a flight of 256 KiB beside others. */
    static final int ANSWER_LENGTH_MAX_BYTES = 96 * 1024;

    private record Known(SuperNodeRecord body, SignedRecord signed) {}

    private final Predicate<RecordBody> believed;
    private final TreeMap<DhtKey, Known> known = new TreeMap<>();
    private long plan;

    /** {@code believed}: whether a record that was accepted earlier still holds. */
    HolderList(Predicate<RecordBody> believed) {
        this.believed = believed;
    }

    /** What the store has accepted in the slot of a SuperNode record. */
    void learn(Verified<? extends RecordBody> record) {
        if (record.body() instanceof SuperNodeRecord node) {
            known.put(node.key(), new Known(node, record.signed()));
            plan = Math.max(plan, node.plan());
        } else {
            known.remove(record.body().key());
        }
    }

    /** Number of the newest plan heard of. */
    long plan() {
        return plan;
    }

    Optional<SuperNodeRecord> record(NodeId id) {
        return Optional.ofNullable(known.get(DhtKey.of(id))).map(Known::body).filter(believed);
    }

    List<SuperNodeRecord> all() {
        return known.values().stream().map(Known::body).filter(believed).toList();
    }

    /**
     * Who holds keys in the range, as many as fit. Where not all do, another asker is told of
     * others: the list begins behind its own place.
     */
    SuperNodes answer(KeyRange range, NodeId asker, Instant now) {
        List<Known> order = new ArrayList<>(known.size());
        order.addAll(known.tailMap(DhtKey.of(asker), true).values());
        order.addAll(known.headMap(DhtKey.of(asker), false).values());
        return new SuperNodes(fitting(order, range, now), plan);
    }

    private List<SignedRecord> fitting(List<Known> order, KeyRange range, Instant now) {
        List<SignedRecord> records = new ArrayList<>();
        int length = 0;
        for (Known node : order) {
            SignedRecord signed = node.signed();
            if (node.body().held().meets(range)
                    && now.isBefore(node.body().expires())
                    && believed.test(node.body())) {
                length += signed.body().length() + signed.signature().length();
                if (length > ANSWER_LENGTH_MAX_BYTES || records.size() == SuperNodes.RECORDS_MAX) {
                    return records;
                }
                records.add(signed);
            }
        }
        return records;
    }

    /** Whether the plan has this node hold all of the range, receive or leave it. */
    boolean takesPart(NodeId id, KeyRange range, Instant now) {
        KeyRanges asked = new KeyRanges(List.of(range));
        return record(id)
                .filter(node -> now.isBefore(node.expires()))
                .filter(
                        node ->
                                node.held()
                                        .plus(node.receiving())
                                        .plus(node.leaving())
                                        .holdsAll(asked))
                .isPresent();
    }
}
