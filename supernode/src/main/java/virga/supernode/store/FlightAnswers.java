package virga.supernode.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import virga.protocol.identity.NodeId;
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
    private final RecordStore store;
    private final RecordVerifier verifier;
    private final StoreFaults faults;

    FlightAnswers(RecordStore store, RecordVerifier verifier, StoreFaults faults) {
        this.store = store;
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
            case ListRecords list -> store.list(list, now);
            case Message.GetSuperNodes _ ->
                    store.network(
                            RecordKind.SUPER_NODE,
                            now,
                            records -> new Message.SuperNodes(records, plan(records, now)));
            case Message.GetOperatorNodes _ ->
                    store.network(RecordKind.OPERATOR_NODE, now, Message.OperatorNodes::new);
            case Message _ -> throw new IllegalArgumentException("not a listing");
        };
    }

    /** The newest plan that any of them knows. */
    private long plan(List<SignedRecord> superNodes, Instant now) {
        long plan = 0;
        for (SignedRecord signed : superNodes) {
            Optional<Verified<SuperNodeRecord>> node =
                    verifier.verify(signed, SuperNodeRecord.class, now).accepted();
            plan = Math.max(plan, node.map(known -> known.body().plan()).orElse(0L));
        }
        return plan;
    }

    /** The node's own partition where it holds its SuperNode record. Blocks. */
    Holdings holdings(NodeId own, Instant now) {
        Slot slot = new Slot(RecordKind.SUPER_NODE, DhtKey.of(own));
        Optional<SuperNodeRecord> node =
                store.lookup(List.of(slot), now).getFirst() instanceof Message.Found found
                        ? verifier.verify(found.record(), SuperNodeRecord.class, now)
                                .accepted()
                                .map(Verified::body)
                        : Optional.empty();
        return node.map(Holdings::of).orElse(Holdings.NONE);
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

    /** Answers to the stores of a flight, and the SuperNode records that were accepted with it. */
    record Stored(List<Envelope> answers, List<SuperNodeRecord> superNodes) {}

    /** Verifies, which takes most of the time, then stores all as one operation. */
    CompletionStage<Stored> store(AdmittedPeer writer, List<Envelope> questions, Instant now) {
        List<Integer> ids = new ArrayList<>();
        List<Offer> offers = new ArrayList<>();
        for (Envelope question : questions) {
            SignedRecord signed = ((Store) question.body()).record();
            believe(signed, now)
                    .ifPresent(
                            record -> {
                                ids.add(question.id());
                                offers.add(new Offer(writer, record));
                            });
        }
        if (offers.isEmpty()) {
            return CompletableFuture.completedFuture(new Stored(List.of(), List.of()));
        }
        return store.store(offers, now).thenApply(rulings -> answer(ids, offers, rulings, now));
    }

    private Optional<Verified<RecordBody>> believe(SignedRecord signed, Instant now) {
        Verdict<RecordBody> verdict = verifier.verify(signed, now);
        if (verdict instanceof Verdict.Rejected<RecordBody>(RejectReason reason)) {
            faults.count(reason);
        }
        return verdict.accepted();
    }

    private Stored answer(
            List<Integer> ids, List<Offer> offers, List<Ruling> rulings, Instant now) {
        List<Envelope> answers = new ArrayList<>(ids.size());
        List<SuperNodeRecord> superNodes = new ArrayList<>();
        for (int i = 0; i < rulings.size(); i++) {
            int id = ids.get(i);
            answer(offers.get(i), rulings.get(i))
                    .ifPresent(answer -> answers.add(new Envelope(id, answer)));
            if (rulings.get(i) instanceof Ruling.Accept) {
                Verified<? extends RecordBody> accepted = offers.get(i).record();
                if (accepted.body() instanceof SuperNodeRecord node) {
                    superNodes.add(node);
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
            case Ruling.Expired _ -> dropped(StoreFault.EXPIRED);
            case Ruling.NotAdmitted _ -> dropped(StoreFault.NOT_ADMITTED);
        };
    }

    private Optional<Message.Answer> dropped(StoreFault fault) {
        faults.count(fault);
        return Optional.empty();
    }
}
