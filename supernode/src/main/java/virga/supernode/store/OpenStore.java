package virga.supernode.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import virga.protocol.Bytes;
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
import virga.protocol.record.RejectReason;
import virga.protocol.record.SignedRecord;
import virga.protocol.record.Slot;
import virga.protocol.record.Verdict;
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

    /** Drawn when the file was made: another one has lost what was in it. 16 bytes. */
    public Bytes id() {
        return store.id();
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

    /** How far an earlier pull of the range came, where it did not end. */
    public Optional<Bytes> cursor(KeyRange range) {
        return store.cursor(range);
    }

    /** Completes when it is durable; an empty cursor: the pull is over. */
    public CompletionStage<Boolean> mark(KeyRange range, Bytes cursor) {
        return store.mark(range, cursor);
    }

    /**
     * Stores what another holder has sent, each verified as if anybody had; completes when what was
     * accepted is durable, with the number of those that no honest holder sends: forged ones, and
     * such as are found under no key held here.
     */
    public CompletionStage<Integer> keep(Verified<NodeRecord> from, List<SignedRecord> entries) {
        Instant now = now();
        AdmittedPeer writer = new AdmittedPeer(from);
        List<Offer> offers = new ArrayList<>(entries.size());
        int forged = 0;
        for (SignedRecord entry : entries) {
            switch (setup.verifier().verify(entry, now)) {
                case Verdict.Accepted<RecordBody>(Verified<RecordBody> record) ->
                        offers.add(offer(writer, record));
                case Verdict.Rejected<RecordBody>(RejectReason reason) ->
                        forged += isForged(reason) ? 1 : 0;
            }
        }
        int bad = forged;
        if (offers.isEmpty()) {
            return CompletableFuture.completedFuture(bad);
        }
        return store.store(offers, holdings, now)
                .thenApply(
                        rulings ->
                                bad
                                        + (int)
                                                rulings.stream()
                                                        .filter(Ruling.NotMine.class::isInstance)
                                                        .count());
    }

    /** The others may hold for the sender and not here: clocks and lists of operators differ. */
    private static boolean isForged(RejectReason reason) {
        return switch (reason) {
            case MALFORMED, OTHER_KIND, WRONG_SIGNER, SIGNATURE, TOO_LONG -> true;
            case EXPIRED,
                    FROM_THE_FUTURE,
                    UNKNOWN_OPERATOR,
                    OPERATOR_EXPIRED,
                    REVOKED,
                    OPERATOR_REMOVED ->
                    false;
        };
    }

    /** A Node record stands before the NodeInfo that it proves, and may be here only for that. */
    private static Offer offer(AdmittedPeer writer, Verified<? extends RecordBody> record) {
        return new Offer(writer, record, Slot.of(record.body()).kind() == RecordKind.NODE);
    }

    /**
     * Frees entries of ranges that are no longer kept, some at a time; completes with how many, 0:
     * there were none.
     */
    public CompletionStage<Integer> forget(KeyRange range, KeyRanges kept) {
        // An operator keeps what supers hold: it is asked where they fail.
        return setup.everything()
                ? CompletableFuture.completedFuture(0)
                : store.forget(range, kept);
    }

    private Instant now() {
        return setup.clock().instant();
    }
}
