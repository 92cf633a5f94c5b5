package virga.supernode.store;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import virga.protocol.Bytes;
import virga.protocol.identity.DomainId;
import virga.protocol.message.Message;
import virga.protocol.record.RecordBody;
import virga.protocol.record.RecordBody.DomainRecord;
import virga.protocol.record.RecordBody.NodeInfoRecord;
import virga.protocol.record.RecordBody.TombstoneRecord;
import virga.protocol.record.RecordKind;
import virga.protocol.record.SignedRecord;
import virga.protocol.record.Slot;
import virga.protocol.record.Verified;

/** What a store should hold, in a map: the rules of the design page written down a second time. */
final class StoreModel {
    private static final Set<RecordKind> COUNTED =
            Set.of(RecordKind.NODE, RecordKind.NODE_INFO, RecordKind.DEVICE);

    private record Entry(Verified<? extends RecordBody> record, Instant kept) {
        boolean tombstone() {
            return record.body() instanceof TombstoneRecord;
        }
    }

    private final Map<Slot, Entry> entries = new HashMap<>();

    /** Whether the record is now what the slot holds. */
    boolean store(Verified<? extends RecordBody> offered, Instant now) {
        forget(now);
        RecordBody body = offered.body();
        Slot slot = Slot.of(body);
        Entry held = entries.get(slot);
        Entry node = entries.get(new Slot(RecordKind.NODE, slot.key()));
        boolean removedNode =
                slot.kind() == RecordKind.NODE_INFO && node != null && node.tombstone();
        boolean adds = counted(body) && (held == null || !counted(held.record().body()));
        DomainId domain = slot.key().domain();
        if (!body.expires().isAfter(now)
                || removedNode
                || (held != null && !beats(offered, held.record()))
                || (adds && entries(domain) >= quota(domain, now))) {
            return false;
        }
        Instant kept = body.expires();
        if (body instanceof TombstoneRecord && held != null && held.kept().isAfter(kept)) {
            kept = held.kept();
        }
        entries.put(slot, new Entry(offered, kept));
        return true;
    }

    /** What is no longer kept. */
    void forget(Instant now) {
        entries.values().removeIf(entry -> !entry.kept().isAfter(now));
    }

    private static boolean counted(RecordBody body) {
        return COUNTED.contains(body.kind());
    }

    private static boolean beats(
            Verified<? extends RecordBody> offered, Verified<? extends RecordBody> held) {
        Comparator<Verified<? extends RecordBody>> order =
                Comparator.comparingLong(record -> record.body().version());
        Comparator<Verified<? extends RecordBody>> lowerHash =
                Comparator.comparing(record -> Bytes.sha256(record.signed().body().toArray()));
        return order.thenComparing(lowerHash.reversed()).compare(offered, held) > 0;
    }

    long entries(DomainId domain) {
        return entries.entrySet().stream()
                .filter(entry -> entry.getKey().key().domain().equals(domain))
                .filter(entry -> counted(entry.getValue().record().body()))
                .count();
    }

    private long quota(DomainId domain, Instant now) {
        return entries.values().stream()
                .map(entry -> entry.record().body())
                .filter(body -> body.expires().isAfter(now))
                .filter(
                        body ->
                                body instanceof DomainRecord limits
                                        && limits.domain().equals(domain))
                .mapToLong(body -> ((DomainRecord) body).quota())
                .findFirst()
                .orElse(StoreRules.QUOTA_DEFAULT);
    }

    Message.Answer look(Slot slot, Instant now) {
        return Optional.ofNullable(entries.get(slot))
                .filter(entry -> entry.record().body().expires().isAfter(now))
                .<Message.Answer>map(entry -> new Message.Found(entry.record().signed()))
                .orElse(Message.NotFound.INSTANCE);
    }

    /** NodeInfos at a place, by their keys. */
    List<SignedRecord> at(DomainId domain, Bytes place, Instant now) {
        return live(entries.values(), now)
                .filter(
                        record ->
                                record.body() instanceof NodeInfoRecord info
                                        && info.key().domain().equals(domain)
                                        && info.locationKeys().contains(place))
                .map(Verified::signed)
                .toList();
    }

    private static Stream<Verified<? extends RecordBody>> live(
            Collection<Entry> entries, Instant now) {
        return entries.stream()
                .<Verified<? extends RecordBody>>map(Entry::record)
                .filter(record -> record.body().expires().isAfter(now))
                .sorted(Comparator.comparing(record -> record.body().key()));
    }
}
