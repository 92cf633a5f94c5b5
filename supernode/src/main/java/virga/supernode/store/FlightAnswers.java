package virga.supernode.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import virga.protocol.message.Envelope;
import virga.protocol.message.Message;
import virga.protocol.message.Message.ListRecords;
import virga.protocol.message.Message.Lookup;
import virga.protocol.message.Message.Store;
import virga.protocol.message.RefusalReason;
import virga.protocol.record.DhtKey;
import virga.protocol.record.RecordBody;
import virga.protocol.record.RecordBody.OperatorNodeRecord;
import virga.protocol.record.RecordBody.SuperNodeRecord;
import virga.protocol.record.RecordKind;
import virga.protocol.record.RecordVerifier;
import virga.protocol.record.RejectReason;
import virga.protocol.record.SignedRecord;
import virga.protocol.record.Slot;
import virga.protocol.record.Verdict;
import virga.protocol.record.Verified;

/** Answers what {@link FlightQuestions} left over, off the actor: it reads, verifies and writes. */
final class FlightAnswers {
    /** Supers of a network. */
    static final int SUPERS_MAX = 4_096;

    /** A question has another id. */
    private static final int NO_QUESTION = 0;

    private final RecordStore store;
    private final Holdings holdings;
    private final RecordVerifier verifier;
    private final StoreFaults faults;

    FlightAnswers(
            RecordStore store, Holdings holdings, RecordVerifier verifier, StoreFaults faults) {
        this.store = store;
        this.holdings = holdings;
        this.verifier = verifier;
        this.faults = faults;
    }

    /** All lookups in one reading, then the listings. Blocks. */
    List<Envelope> read(FlightQuestions questions, Instant now) {
        List<Envelope> answers = new ArrayList<>();
        List<Slot> slots = questions.lookups.stream().map(FlightAnswers::slot).toList();
        if (!slots.isEmpty()) {
            List<Message.Answer> found = store.lookup(slots, now);
            for (int i = 0; i < found.size(); i++) {
                answers.add(new Envelope(questions.lookups.get(i).id(), found.get(i)));
            }
        }
        for (Envelope listing : questions.listings) {
            answers.add(new Envelope(listing.id(), list(listing.body(), now)));
        }
        return answers;
    }

    private static Slot slot(Envelope question) {
        Lookup lookup = (Lookup) question.body();
        return new Slot(lookup.kind(), lookup.key());
    }

    private Message.Answer list(Message question, Instant now) {
        return switch (question) {
            case ListRecords list -> store.list(list, holdings.held(), now);
            case Message.GetRange get -> store.page(get, now);
            case Message.CompareRange compare -> store.compare(compare);
            case Message.GetSummaries get -> store.summaries(get);
            case Message.GetRecords get -> store.records(get, now);
            case Message.GetOperatorNodes _ ->
                    store.network(RecordKind.OPERATOR_NODE, now, Message.OperatorNodes::new);
            case Message _ -> throw new IllegalArgumentException("not a listing");
        };
    }

    /** The supers of the network that are held. Blocks. */
    List<Verified<SuperNodeRecord>> supers(Instant now) {
        return store.all(RecordKind.SUPER_NODE, SUPERS_MAX, now).stream()
                .map(record -> verifier.verify(record, SuperNodeRecord.class, now).accepted())
                .flatMap(Optional::stream)
                .toList();
    }

    /** Believes the operators that are held, so that what they signed can be. Blocks. */
    void learnOperators(Instant now) {
        store.network(
                RecordKind.OPERATOR_NODE,
                now,
                records -> {
                    records.forEach(record -> learn(record, now));
                    return new Message.OperatorNodes(records);
                });
    }

    /** Only of what is held: a removed operator's old record must not bring it back. */
    private void learn(SignedRecord signed, Instant now) {
        verifier.verify(signed, OperatorNodeRecord.class, now)
                .accepted()
                .ifPresent(operator -> verifier.learn(operator, now));
    }

    /**
     * Answers to the stores of a flight, and what was accepted with it that says who holds what.
     */
    record Stored(List<Envelope> answers, List<Verified<? extends RecordBody>> superNodes) {}

    /** Verifies, which takes most of the time, then stores all as one operation. */
    CompletionStage<Stored> store(AdmittedPeer writer, List<Envelope> questions, Instant now) {
        List<Integer> ids = new ArrayList<>();
        List<Offer> offers = new ArrayList<>();
        for (Envelope question : questions) {
            SignedRecord signed = ((Store) question.body()).record();
            believe(signed, now)
                    .ifPresent(
                            record -> {
                                if (provesItself(writer, record.body())) {
                                    ids.add(NO_QUESTION);
                                    offers.add(new Offer(writer, writer.node(), true));
                                }
                                ids.add(question.id());
                                offers.add(new Offer(writer, record));
                            });
        }
        if (offers.isEmpty()) {
            return CompletableFuture.completedFuture(new Stored(List.of(), List.of()));
        }
        return store.store(offers, holdings, now)
                .thenApply(rulings -> answer(ids, offers, rulings, now));
    }

    /** Of its own NodeInfo the writer's Node record, which its link has shown, is the proof. */
    private static boolean provesItself(AdmittedPeer writer, RecordBody body) {
        return StoreRules.selfSigned(body) && body.key().equals(DhtKey.of(writer.id()));
    }

    private Optional<Verified<RecordBody>> believe(SignedRecord signed, Instant now) {
        Verdict<RecordBody> verdict = verifier.verify(signed, now);
        if (verdict instanceof Verdict.Rejected<RecordBody>(RejectReason reason)) {
            faults.count(reason);
        }
        return verdict.accepted();
    }

    /** Verifies and stores what an operator signed and nobody asked to have stored. */
    CompletionStage<Stored> take(AdmittedPeer self, SignedRecord signed, Instant now) {
        return store(self, List.of(new Envelope(NO_QUESTION, new Store(signed))), now);
    }

    private Stored answer(
            List<Integer> ids, List<Offer> offers, List<Ruling> rulings, Instant now) {
        List<Envelope> answers = new ArrayList<>(ids.size());
        List<Verified<? extends RecordBody>> superNodes = new ArrayList<>();
        for (int i = 0; i < rulings.size(); i++) {
            int id = ids.get(i);
            if (id != NO_QUESTION) {
                answer(offers.get(i), rulings.get(i))
                        .ifPresent(answer -> answers.add(new Envelope(id, answer)));
            }
            if (rulings.get(i) instanceof Ruling.Accept) {
                Verified<? extends RecordBody> accepted = offers.get(i).record();
                if (Slot.of(accepted.body()).kind() == RecordKind.SUPER_NODE) {
                    superNodes.add(accepted);
                }
                if (accepted.body() instanceof OperatorNodeRecord) {
                    learn(accepted.signed(), now);
                }
            }
        }
        return new Stored(answers, superNodes);
    }

    /** Empty where the record is dropped without an answer. */
    private Optional<Message.Answer> answer(Offer offer, Ruling ruling) {
        return switch (ruling) {
            case Ruling.Accept _ ->
                    Optional.of(new Message.Stored(offer.record().body().version()));
            case Ruling.AlreadyNewer held -> Optional.of(new Message.Stored(held.version()));
            case Ruling.SameVersionConflict conflict -> {
                faults.count(StoreFault.VERSION_CONFLICT);
                yield Optional.of(new Message.Stored(conflict.version()));
            }
            case Ruling.Quota _ -> {
                faults.count(StoreFault.QUOTA);
                yield Optional.of(new Message.Refused(RefusalReason.QUOTA));
            }
            case Ruling.NotMine _ -> Optional.of(new Message.NotMine(holdings.plan()));
            case Ruling.Expired _ -> dropped(StoreFault.EXPIRED);
            case Ruling.NotAdmitted _ when offer.writer().passesOn() -> {
                // Holders of a range may know of different removals: that is nobody's fault.
                faults.count(StoreFault.NOT_ADMITTED);
                yield Optional.of(new Message.Refused(RefusalReason.UNSPECIFIED));
            }
            case Ruling.NotAdmitted _ -> dropped(StoreFault.NOT_ADMITTED);
        };
    }

    private Optional<Message.Answer> dropped(StoreFault fault) {
        faults.count(fault);
        return Optional.empty();
    }
}
