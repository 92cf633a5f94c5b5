package virga.supernode.store;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import virga.protocol.identity.DomainId;
import virga.protocol.record.RecordBody;
import virga.protocol.record.RecordKind;
import virga.protocol.record.SignedRecord;
import virga.protocol.record.Slot;

/** Judges offers in their order and writes what is accepted, within one transaction. */
record OfferJudge(EntryWriter entries, Holdings holdings, Belief belief, Instant now) {
    /** {@code touched}: slots in which a reader may now see something else. */
    record Written(List<Ruling> rulings, Set<Slot> touched) {}

    Written write(List<Offer> offers, int sweepMax) throws SQLException {
        List<Ruling> rulings = new ArrayList<>(offers.size());
        Set<Slot> touched = new HashSet<>();
        for (Offer offer : offers) {
            Ruling ruling = judge(offer, sweepMax);
            RecordBody body = offer.record().body();
            SignedRecord signed = offer.record().signed();
            switch (ruling) {
                case Ruling.Accept accept -> touched.addAll(put(body, signed, accept.keptUntil()));
                case Ruling.SameVersionConflict conflict -> {
                    if (conflict.replaces()) {
                        touched.addAll(put(body, signed, conflict.keptUntil()));
                    }
                }
                case Ruling.AlreadyNewer _,
                        Ruling.Quota _,
                        Ruling.Expired _,
                        Ruling.NotMine _,
                        Ruling.NotAdmitted _ -> {}
            }
            rulings.add(ruling);
        }
        return new Written(rulings, touched);
    }

    private Set<Slot> put(RecordBody body, SignedRecord signed, Instant keptUntil)
            throws SQLException {
        return entries.put(body, signed, keptUntil, counts(body));
    }

    /** What is here only because it is found under another key counts where its own key is held. */
    private boolean counts(RecordBody body) {
        return StoreRules.counts(body.kind()) && holdings.all().holds(body.key());
    }

    private Ruling judge(Offer offer, int sweepMax) throws SQLException {
        RecordBody body = offer.record().body();
        Slot slot = Slot.of(body);
        Optional<Held> node =
                StoreRules.selfSigned(body)
                        ? entries.held(new Slot(RecordKind.NODE, slot.key()))
                                .filter(standing -> belief.holds(standing.signed()))
                        : Optional.empty();
        if (!StoreRules.mayStore(offer.writer(), body, node, now)) {
            return new Ruling.NotAdmitted();
        }
        if (!offer.proof() && !holdings.stores(body)) {
            return new Ruling.NotMine();
        }
        // Who was removed bars no place to those who come after.
        Optional<Held> held =
                entries.held(slot).filter(standing -> belief.holds(standing.signed()));
        Ruling ruling = StoreRules.judge(held, offer.record(), use(body), now);
        // Entries that ended but were not swept yet must not keep a domain from its quota.
        if (ruling instanceof Ruling.Quota && entries.sweep(now, sweepMax) > 0) {
            return StoreRules.judge(held, offer.record(), use(body), now);
        }
        return ruling;
    }

    private DomainUse use(RecordBody body) throws SQLException {
        if (!counts(body)) {
            return DomainUse.UNCOUNTED;
        }
        DomainId domain = body.key().domain();
        return entries.use(domain, now).shared(holdings.share(domain));
    }
}
