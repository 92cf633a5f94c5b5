package virga.supernode.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import virga.protocol.Bytes;
import virga.protocol.link.LinkPeer;
import virga.protocol.message.Envelope;
import virga.protocol.message.Message;
import virga.protocol.message.Message.CompareRange;
import virga.protocol.message.Message.GetOperatorNodes;
import virga.protocol.message.Message.GetRange;
import virga.protocol.message.Message.GetRecords;
import virga.protocol.message.Message.GetSummaries;
import virga.protocol.message.Message.GetSuperNodes;
import virga.protocol.message.Message.ListRecords;
import virga.protocol.message.Message.Lookup;
import virga.protocol.message.Message.Store;
import virga.protocol.message.RefusalReason;
import virga.protocol.record.DhtKey;
import virga.protocol.record.KeyRange;
import virga.protocol.record.KeyRanges;
import virga.protocol.record.RecordKind;
import virga.protocol.record.Slot;

/**
 * The questions of one flight, sorted: what memory answers, what has to be read, what has to be
 * verified and written. Not thread safe.
 */
final class FlightQuestions {
    /** Listings of one flight; each answer is much longer than its question. */
    static final int LISTINGS_MAX = 8;

    /** {@code now}: when the flight was sorted. */
    record Asked(AdmittedPeer peer, Instant now) {}

    /** Known at once; also of what does not fit. */
    final List<Envelope> answers = new ArrayList<>();

    final List<Envelope> lookups = new ArrayList<>();
    final List<Envelope> listings = new ArrayList<>();
    final List<Envelope> stores = new ArrayList<>();

    private final RecordStore store;
    private final Holdings holdings;
    private final HolderList holders;
    private final StoreFaults faults;

    FlightQuestions(RecordStore store, Holdings holdings, HolderList holders, StoreFaults faults) {
        this.store = store;
        this.holdings = holdings;
        this.holders = holders;
        this.faults = faults;
    }

    /** Sorts all of them; empty where the peer is not admitted: then it hears nothing. */
    Optional<Asked> sort(LinkPeer from, List<Envelope> questions, Instant now) {
        Optional<AdmittedPeer> peer = AdmittedPeer.of(from, now);
        if (peer.isEmpty()) {
            faults.count(StoreFault.STRANGER, questions.size());
            return Optional.empty();
        }
        Asked asked = new Asked(peer.get(), now);
        for (Envelope question : questions) {
            sort(asked, question);
        }
        return Optional.of(asked);
    }

    private void sort(Asked asked, Envelope question) {
        switch (question.body()) {
            case Lookup lookup -> lookUp(asked, question, lookup);
            case Store _ -> stores.add(question);
            case ListRecords list -> list(asked, question, list);
            case GetSuperNodes get ->
                    answer(question, holders.answer(get.range(), asked.peer().id(), asked.now()));
            case GetOperatorNodes _ -> operators(asked, question);
            case GetRange get -> range(asked, question, get.range(), get.cursor());
            case CompareRange compare -> range(asked, question, compare.range(), Bytes.EMPTY);
            case GetSummaries get -> range(asked, question, get.range(), get.cursor());
            case GetRecords get -> range(asked, question, get.range(), Bytes.EMPTY);
            // Not a kind that this service asked for.
            case Message _ -> faults.count(StoreFault.MALFORMED);
        }
    }

    private void lookUp(Asked asked, Envelope question, Lookup lookup) {
        if (lookup.kind() == RecordKind.TOMBSTONE) {
            faults.count(StoreFault.MALFORMED);
            return;
        }
        Slot slot = new Slot(lookup.kind(), lookup.key());
        Optional<Message.Answer> known = store.cached(slot, asked.now());
        if (!StoreRules.maySee(asked.peer(), slot)) {
            faults.count(StoreFault.FOREIGN_DOMAIN);
            answer(question, Message.NotFound.INSTANCE);
        } else if (!holdings.answersFor(slot)) {
            answer(question, new Message.NotMine(holdings.plan()));
        } else if (known.isPresent()) {
            answer(question, known.get());
        } else {
            lookups.add(question);
        }
    }

    private void list(Asked asked, Envelope question, ListRecords list) {
        if (!PageReader.wellFormed(list)) {
            faults.count(StoreFault.MALFORMED);
            return;
        }
        if (!StoreRules.mayList(asked.peer(), list.kind(), list.domain())) {
            faults.count(StoreFault.FOREIGN_DOMAIN);
            answer(question, new Message.RecordPage(List.of(), Bytes.EMPTY));
        } else if (!holdings.answersFor(new Slot(list.kind(), start(list)))) {
            answer(question, new Message.NotMine(holdings.plan()));
        } else if (listings.size() == LISTINGS_MAX) {
            refuse(question);
        } else {
            listings.add(question);
        }
    }

    /** The key whose holders have this page. */
    private static DhtKey start(ListRecords list) {
        if (!list.locationKey().isEmpty()) {
            return new DhtKey(list.domain(), list.locationKey());
        }
        if (list.cursor().isEmpty()) {
            return new DhtKey(list.domain(), DhtKey.WELL_KNOWN.hash());
        }
        DhtKey last = new DhtKey(list.domain(), list.cursor());
        return last.next().orElse(last);
    }

    /** Only from who takes part in the range by the plan, and only of what can be shown whole. */
    private void range(Asked asked, Envelope question, KeyRange range, Bytes cursor) {
        if (!RangeReader.wellFormed(cursor, range)) {
            faults.count(StoreFault.MALFORMED);
        } else if (!mayAsk(asked.peer(), range, asked.now())) {
            faults.count(StoreFault.NOT_A_HOLDER);
            answer(question, new Message.Refused(RefusalReason.NOT_A_SUPER));
        } else if (!holdings.shown().holdsAll(new KeyRanges(List.of(range)))) {
            answer(question, new Message.NotMine(holdings.plan()));
        } else if (listings.size() == LISTINGS_MAX) {
            refuse(question);
        } else {
            listings.add(question);
        }
    }

    private boolean mayAsk(AdmittedPeer peer, KeyRange range, Instant now) {
        return peer.operates() || holders.takesPart(peer.id(), range, now);
    }

    private void operators(Asked asked, Envelope question) {
        Optional<Message.Answer> known = store.cachedNetwork(RecordKind.OPERATOR_NODE, asked.now());
        if (known.isPresent()) {
            answer(question, known.get());
        } else if (listings.size() == LISTINGS_MAX) {
            refuse(question);
        } else {
            listings.add(question);
        }
    }

    private void answer(Envelope question, Message.Answer answer) {
        answers.add(new Envelope(question.id(), answer));
    }

    int reads() {
        return lookups.size() + listings.size();
    }

    /** There is room to look so many of them up only. */
    void keepLookups(int most) {
        refuseAfter(most, lookups);
    }

    /** There is room to list so many of them only. */
    void keepListings(int most) {
        refuseAfter(most, listings);
    }

    /** There is room to write so many of them only. */
    void keepStores(int most) {
        refuseAfter(most, stores);
    }

    private void refuseAfter(int most, List<Envelope> questions) {
        List<Envelope> rest = questions.subList(most, questions.size());
        rest.forEach(this::refuse);
        rest.clear();
    }

    private void refuse(Envelope question) {
        faults.count(StoreFault.BUSY);
        answer(question, Message.Busy.INSTANCE);
    }
}
