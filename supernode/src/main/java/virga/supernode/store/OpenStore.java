package virga.supernode.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import virga.protocol.message.Message.CompareRange;
import virga.protocol.message.Message.GetRange;
import virga.protocol.message.Message.GetRecords;
import virga.protocol.message.Message.GetSummaries;
import virga.protocol.message.Message.RangePage;
import virga.protocol.message.Message.Summaries;
import virga.protocol.record.KeyRange;
import virga.protocol.record.KeyRanges;
import virga.protocol.record.RecordBody;
import virga.protocol.record.RecordBody.NodeRecord;
import virga.protocol.record.RecordKind;
import virga.protocol.record.SignedRecord;
import virga.protocol.record.Slot;
import virga.protocol.record.Verified;

/** This node's own work on its store, beside the questions of others. Blocks. */
public final class OpenStore {
    private final RecordStore store;
    private final Holdings holdings;
    private final StoreSetup setup;

    OpenStore(RecordStore store, Holdings holdings, StoreSetup setup) {
        this.store = store;
        this.holdings = holdings;
        this.setup = setup;
    }

    /** The question that compares what is here with what another holder has. */
    public CompareRange parts(KeyRange range, Instant at) {
        return store.parts(range, at);
    }

    public Summaries summaries(GetSummaries question) {
        return store.summaries(question);
    }

    public RangePage page(GetRange question) {
        return store.page(question, now());
    }

    public RangePage records(GetRecords question) {
        return store.records(question, now());
    }

    /**
     * Stores what another holder has sent, each verified as if anybody had; completes with how many
     * were not to be believed or stored, when the others are durable.
     */
    public CompletionStage<Integer> keep(Verified<NodeRecord> from, List<SignedRecord> entries) {
        Instant now = now();
        AdmittedPeer writer = new AdmittedPeer(from);
        List<Offer> offers = new ArrayList<>(entries.size());
        for (SignedRecord entry : entries) {
            setup.verifier()
                    .verify(entry, now)
                    .accepted()
                    .ifPresent(record -> offers.add(offer(writer, record)));
        }
        int forged = entries.size() - offers.size();
        if (offers.isEmpty()) {
            return CompletableFuture.completedFuture(forged);
        }
        return store.store(offers, holdings, now)
                .thenApply(
                        rulings -> forged + (int) rulings.stream().filter(OpenStore::bad).count());
    }

    /** A Node record stands before the NodeInfo that it proves, and may be here only for that. */
    private static Offer offer(AdmittedPeer writer, Verified<? extends RecordBody> record) {
        return new Offer(writer, record, Slot.of(record.body()).kind() == RecordKind.NODE);
    }

    private static boolean bad(Ruling ruling) {
        return switch (ruling) {
            case Ruling.NotMine _, Ruling.NotAdmitted _ -> true;
            case Ruling.Accept _,
                    Ruling.AlreadyNewer _,
                    Ruling.SameVersionConflict _,
                    Ruling.Quota _,
                    Ruling.Expired _ ->
                    false;
        };
    }

    /**
     * Frees entries of ranges that are no longer kept, some at a time; completes with how many, 0:
     * there were none.
     */
    public CompletionStage<Integer> forget(KeyRange range, KeyRanges kept) {
        return store.forget(range, kept);
    }

    private Instant now() {
        return setup.clock().instant();
    }
}
