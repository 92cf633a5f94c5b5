package virga.supernode.store;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import virga.actors.sqlite.GroupCommit;
import virga.actors.sqlite.SqliteFile;
import virga.actors.sqlite.SqliteSession;
import virga.protocol.Bytes;
import virga.protocol.identity.DomainId;
import virga.protocol.message.Message;
import virga.protocol.message.Message.CompareRange;
import virga.protocol.message.Message.GetRange;
import virga.protocol.message.Message.GetRecords;
import virga.protocol.message.Message.GetSummaries;
import virga.protocol.message.Message.ListRecords;
import virga.protocol.message.Message.RangeDifferences;
import virga.protocol.message.Message.RangePage;
import virga.protocol.message.Message.RecordPage;
import virga.protocol.message.Message.Summaries;
import virga.protocol.record.DhtKey;
import virga.protocol.record.KeyRange;
import virga.protocol.record.KeyRanges;
import virga.protocol.record.RecordKind;
import virga.protocol.record.SignedRecord;
import virga.protocol.record.Slot;

/**
 * Records in {@code dht.db}, and what was read of them lately in memory (seed 003, 5.4). Thread
 * safe. What can fail does so with a {@link virga.actors.sqlite.SqliteException}; after {@code
 * DAMAGED}, close the store and open it again: the file is set aside, and its records are announced
 * anew by their writers.
 */
final class RecordStore implements AutoCloseable {
    /** Longest list of a network-wide kind. */
    static final int NETWORK_MAX = 256;

    /** Bodies and signatures of such a list: the answer has to fit one flight of 256 KiB. */
    static final int NETWORK_LENGTH_MAX_BYTES = 192 * 1024;

    private final SqliteFile file;
    private final GroupCommit writes;
    private final RecordCache cache;
    private final RecordCache lists = new RecordCache(NETWORK_LENGTH_MAX_BYTES * 4L);
    private final StoreSettings settings;
    private final Belief belief;
    private volatile Object heldBy;

    private RecordStore(
            SqliteFile file, GroupCommit writes, StoreSettings settings, Belief belief) {
        this.file = file;
        this.writes = writes;
        this.belief = belief;
        this.heldBy = belief.state();
        this.cache = new RecordCache(settings.cacheMaxBytes());
        this.settings = settings;
    }

    /** One in which nothing is ever taken back. */
    static RecordStore open(
            Path path, StoreSettings settings, Executor blocking, InstantSource clock) {
        return open(path, settings, blocking, clock, Belief.IN_ALL);
    }

    /**
     * Opens or creates the file; blocks. {@code blocking} runs the transactions. What was verified
     * when it was stored and does not hold any more is as if it were not there.
     */
    static RecordStore open(
            Path path,
            StoreSettings settings,
            Executor blocking,
            InstantSource clock,
            Belief belief) {
        SqliteFile file =
                SqliteFile.open(path, SqliteFile.Durability.FULL, StoreSchema.MIGRATIONS, clock);
        return new RecordStore(file, new GroupCommit(file, blocking), settings, belief);
    }

    /** Where a damaged file was put when this store was opened. */
    Optional<Path> setAside() {
        return file.setAside();
    }

    /** The answer for this slot where memory has it; never blocks. */
    Optional<Message.Answer> cached(Slot slot, Instant now) {
        forgetWhatMayNotHold();
        return cache.get(slot, now);
    }

    /**
     * Found or NotFound for each slot, in their order. Blocks. What it reads is in memory
     * afterwards.
     */
    List<Message.Answer> lookup(List<Slot> slots, Instant now) {
        int[] stamps = slots.stream().mapToInt(cache::stamp).toArray();
        Map<Slot, EntryReader.Row> found = file.read(session -> find(session, slots, now));
        List<Message.Answer> answers = new ArrayList<>(slots.size());
        for (int i = 0; i < stamps.length; i++) {
            Slot slot = slots.get(i);
            EntryReader.Row stored = found.get(slot);
            EntryReader.Row row = stored != null && belief.holds(stored.record()) ? stored : null;
            Message.Answer answer =
                    row == null ? Message.NotFound.INSTANCE : new Message.Found(row.record());
            cache.put(slot, stamps[i], answer, row == null ? Long.MAX_VALUE : row.until());
            answers.add(answer);
        }
        return answers;
    }

    private static Map<Slot, EntryReader.Row> find(
            SqliteSession session, List<Slot> slots, Instant now) throws SQLException {
        Map<RecordKind, List<Slot>> byKind = new EnumMap<>(RecordKind.class);
        slots.forEach(
                slot -> byKind.computeIfAbsent(slot.kind(), k -> new ArrayList<>()).add(slot));
        EntryReader reader = new EntryReader(session, now);
        if (byKind.size() == 1) {
            return reader.find(slots.getFirst().kind(), slots);
        }
        Map<Slot, EntryReader.Row> found = new HashMap<>();
        for (Map.Entry<RecordKind, List<Slot>> kind : byKind.entrySet()) {
            found.putAll(reader.find(kind.getKey(), kind.getValue()));
        }
        return found;
    }

    /** One page of a listing, as far as these keys are held without a gap. Blocks. */
    RecordPage list(ListRecords question, KeyRanges held, Instant now) {
        RecordPage page = file.read(session -> new PageReader(session, now).read(question, held));
        return new RecordPage(
                page.records().stream().filter(belief::holds).toList(), page.cursor());
    }

    RangePage page(GetRange question, Instant now) {
        return holding(file.read(session -> new RangeReader(session).page(question, now)));
    }

    RangePage records(GetRecords question, Instant now) {
        return holding(file.read(session -> new RangeReader(session).records(question, now)));
    }

    private RangePage holding(RangePage page) {
        return new RangePage(page.entries().stream().filter(belief::holds).toList(), page.cursor());
    }

    RangeDifferences compare(CompareRange question) {
        return file.read(session -> new RangeReader(session).compare(question));
    }

    Summaries summaries(GetSummaries question) {
        return file.read(session -> new RangeReader(session).summaries(question));
    }

    /** The question that compares what is here with what another holder has. Blocks. */
    CompareRange parts(KeyRange range, Instant at) {
        return file.read(session -> new RangeReader(session).parts(range, at));
    }

    /** The believable records of a kind in the whole network. Blocks. */
    List<SignedRecord> all(RecordKind kind, int atMost, Instant now) {
        return file.read(
                session ->
                        new EntryReader(session, now)
                                .all(kind, atMost).stream()
                                        .map(EntryReader.Row::record)
                                        .filter(belief::holds)
                                        .toList());
    }

    /** The answer that {@link #network} gave for this kind where it still holds; never blocks. */
    Optional<Message.Answer> cachedNetwork(RecordKind kind, Instant now) {
        forgetWhatMayNotHold();
        return lists.get(networkSlot(kind), now);
    }

    /**
     * An answer made of the whole network's records of a kind, {@link #NETWORK_MAX} at most and no
     * more than fit a flight. Blocks. It is in memory afterwards.
     */
    Message.Answer network(
            RecordKind kind, Instant now, Function<List<SignedRecord>, Message.Answer> answer) {
        Slot slot = networkSlot(kind);
        int stamp = lists.stamp(slot);
        List<EntryReader.Row> rows =
                file.read(session -> new EntryReader(session, now).all(kind, NETWORK_MAX));
        List<SignedRecord> records = new ArrayList<>();
        long until = Long.MAX_VALUE;
        int length = 0;
        for (EntryReader.Row row : rows) {
            if (!belief.holds(row.record())) {
                continue;
            }
            length += row.record().body().length() + row.record().signature().length();
            if (length > NETWORK_LENGTH_MAX_BYTES) {
                break;
            }
            records.add(row.record());
            until = Math.min(until, row.until());
        }
        Message.Answer made = answer.apply(records);
        lists.put(slot, stamp, made, until);
        return made;
    }

    private static Slot networkSlot(RecordKind kind) {
        return new Slot(kind, DhtKey.WELL_KNOWN);
    }

    /** What the domain has stored and may. Blocks. */
    DomainUse use(DomainId domain, Instant now) {
        return file.read(session -> new EntryWriter(session).use(domain, now));
    }

    /**
     * Judges and stores these records, in their order, as one operation of a group commit. The
     * stage completes when what was accepted is durable and every reader sees it; all fail
     * together.
     */
    CompletionStage<List<Ruling>> store(List<Offer> offers, Holdings holdings, Instant now) {
        return writes.<OfferJudge.Written>submit(
                        session ->
                                new OfferJudge(new EntryWriter(session), holdings, belief, now)
                                        .write(offers, settings.sweepMax()))
                .thenApply(
                        written -> {
                            forget(written.touched());
                            return written.rulings();
                        });
    }

    /** Where what holds has changed, nothing that was read before is answered from memory. */
    private void forgetWhatMayNotHold() {
        Object state = belief.state();
        if (state != heldBy) {
            heldBy = state;
            cache.forgetAll();
            lists.forgetAll();
        }
    }

    private void forget(Set<Slot> touched) {
        cache.forget(touched);
        lists.forget(touched.stream().map(slot -> networkSlot(slot.kind())).distinct().toList());
    }

    /** Drawn when the file was made. Blocks. */
    Bytes id() {
        return file.read(
                session -> {
                    try (ResultSet row = session.statement("SELECT id FROM store").executeQuery()) {
                        row.next();
                        return Bytes.owning(row.getBytes(1));
                    }
                });
    }

    /** How far the pull of the range has come, where one was begun. Blocks. */
    Optional<Bytes> cursor(KeyRange range) {
        return file.read(session -> new PullMarks(session).get(range));
    }

    /** An empty cursor: the pull is over. */
    CompletionStage<Boolean> mark(KeyRange range, Bytes cursor) {
        return writes.submit(
                session -> {
                    new PullMarks(session).put(range, cursor);
                    return true;
                });
    }

    /** Frees some of a range's entries that are found nowhere in {@code kept}; tells how many. */
    CompletionStage<Integer> forget(KeyRange range, KeyRanges kept) {
        return writes.<Set<Slot>>submit(
                        session ->
                                new RangeForgetting(session)
                                        .forget(range, kept, settings.sweepMax()))
                .thenApply(
                        slots -> {
                            forget(slots);
                            return slots.size();
                        });
    }

    /** Frees some slots that are no longer kept; the stage tells how many, 0: there were none. */
    CompletionStage<Integer> sweep(Instant now) {
        return writes.submit(session -> new EntryWriter(session).sweep(now, settings.sweepMax()));
    }

    /** Waits for the transaction under way. */
    @Override
    public void close() {
        file.close();
    }
}
