package virga.supernode.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static virga.supernode.store.TestNetwork.ACME;
import static virga.supernode.store.TestNetwork.LONG;
import static virga.supernode.store.TestNetwork.NOW;
import static virga.supernode.store.TestNetwork.hash;
import static virga.supernode.store.TestNetwork.key;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import virga.protocol.Bytes;
import virga.protocol.identity.Role;
import virga.protocol.message.Message.CompareRange;
import virga.protocol.message.Message.GetRange;
import virga.protocol.message.Message.GetRecords;
import virga.protocol.message.Message.GetSummaries;
import virga.protocol.message.Message.RangePage;
import virga.protocol.message.Message.Summaries;
import virga.protocol.record.DhtKey;
import virga.protocol.record.EntrySummary;
import virga.protocol.record.KeyRange;
import virga.protocol.record.KeyRanges;
import virga.protocol.record.RecordBody;
import virga.protocol.record.RecordKind;
import virga.protocol.record.SignedRecord;
import virga.protocol.record.Slot;
import virga.protocol.record.Verified;

/** What holders of a range read for each other. */
final class RangeReaderTest {
    private static final KeyRange DOMAIN = KeyRange.of(ACME);
    private static final Duration HOUR = Duration.ofHours(1);

    private final TestNetwork network = new TestNetwork();
    private RecordStore store;
    private RecordStore other;

    @BeforeEach
    void openBoth(@TempDir Path folder) {
        store = open(folder.resolve("one.db"));
        other = open(folder.resolve("other.db"));
    }

    private static RecordStore open(Path file) {
        return RecordStore.open(file, new StoreSettings(0, 512), Runnable::run, () -> NOW);
    }

    @AfterEach
    void close() {
        store.close();
        other.close();
    }

    private List<Ruling> put(RecordStore to, Holdings holdings, Offer... offers) {
        return to.store(List.of(offers), holdings, NOW).toCompletableFuture().join();
    }

    private void put(RecordStore to, Verified<? extends RecordBody> record) {
        assertTrue(
                put(to, Holdings.WHOLE, network.offer(record)).getFirst() instanceof Ruling.Accept);
    }

    private static Holdings holding(KeyRange range) {
        KeyRanges held = new KeyRanges(List.of(range));
        return new Holdings(held, held, held, 5);
    }

    private static KeyRange only(DhtKey key) {
        return new KeyRange(KeyRange.position(key), KeyRange.position(key));
    }

    private List<SignedRecord> walk(RecordStore from, KeyRange range, int limit) {
        List<SignedRecord> all = new ArrayList<>();
        Bytes cursor = Bytes.EMPTY;
        do {
            RangePage page = from.page(new GetRange(range, cursor, limit), NOW);
            assertTrue(page.entries().size() <= limit);
            all.addAll(page.entries());
            cursor = page.cursor();
        } while (!cursor.isEmpty());
        return all;
    }

    private void copyNodes(int nodes) {
        for (int i = 0; i < nodes; i++) {
            put(store, network.node(key(i), ACME, 1, HOUR));
            put(other, network.node(key(i), ACME, 1, HOUR));
        }
    }

    @Test
    void pagesOfARangeHaveEachEntryOnceForEachKeyThatItIsFoundUnder() {
        for (int i = 0; i < 40; i++) {
            put(store, network.device(new DhtKey(ACME, hash(i)), hash(1_000 + i), 80, 1, HOUR));
        }
        for (int limit : List.of(1, 7, 256)) {
            List<SignedRecord> all = walk(store, DOMAIN, limit);
            assertEquals(80, all.size(), "limit " + limit);
            assertEquals(40, new HashSet<>(all).size(), "limit " + limit);
        }
        long middle = DOMAIN.from() + (1L << 31);
        int low = walk(store, new KeyRange(DOMAIN.from(), middle - 1), 3).size();
        int high = walk(store, new KeyRange(middle, DOMAIN.to()), 3).size();
        assertEquals(80, low + high);
    }

    @Test
    void aNodeInfoIsPrecededByTheNodeRecordThatProvesIt() {
        var node = network.node(key(1), ACME, 1, LONG);
        var info = network.info(key(1), ACME, 1, HOUR, hash(7));
        put(store, node);
        put(store, info);
        KeyRange place = only(new DhtKey(ACME, hash(7)));
        assertEquals(List.of(node.signed(), info.signed()), walk(store, place, 1));
        AdmittedPeer passing = TestNetwork.peer(key(50), ACME, Set.of(Role.SUPER));
        List<Ruling> alone = put(other, holding(place), new Offer(passing, info));
        assertEquals(List.of(new Ruling.NotAdmitted()), alone);
        List<Ruling> both =
                put(
                        other,
                        holding(place),
                        new Offer(passing, node, true),
                        new Offer(passing, info));
        assertTrue(both.stream().allMatch(ruling -> ruling instanceof Ruling.Accept));
        assertEquals(walk(store, place, 9), walk(other, place, 9));
    }

    @Test
    void whatIsFoundUnderNoHeldKeyIsNotStored() {
        var device = network.device(new DhtKey(ACME, hash(1)), hash(2), 80, 1, HOUR);
        KeyRange name = only(new DhtKey(ACME, hash(2)));
        KeyRange elsewhere = only(new DhtKey(ACME, hash(3)));
        assertEquals(
                List.of(new Ruling.NotMine()),
                put(store, holding(elsewhere), network.offer(device)));
        assertTrue(
                put(store, holding(name), network.offer(device)).getFirst()
                        instanceof Ruling.Accept);
    }

    @Test
    void equalHoldersDifferInNothing() {
        copyNodes(600);
        CompareRange question = store.parts(DOMAIN, NOW);
        assertTrue(question.borders().size() >= 2);
        assertEquals(List.of(), other.compare(question).parts());
    }

    @Test
    void aMissingANewerAndARemovedEntryShowInTheirParts() {
        copyNodes(600);
        put(store, network.node(key(1_000), ACME, 1, HOUR));
        put(store, network.node(key(3), ACME, 2, HOUR));
        put(
                store,
                network.removal(
                        RecordKind.NODE,
                        DhtKey.of(TestNetwork.id(key(5), ACME)),
                        2,
                        LONG,
                        network.operator));
        CompareRange question = store.parts(DOMAIN, NOW);
        Set<Integer> expected = new HashSet<>();
        for (int changed : List.of(1_000, 3, 5)) {
            long position = KeyRange.position(DhtKey.of(TestNetwork.id(key(changed), ACME)));
            int part = 0;
            while (part < question.borders().size()
                    && Long.compareUnsigned(question.borders().get(part), position) <= 0) {
                part++;
            }
            expected.add(part);
        }
        assertEquals(expected, new HashSet<>(other.compare(question).parts()));
    }

    @Test
    void whatExpiresMeanwhileIsNoDifference() {
        copyNodes(10);
        put(store, network.node(key(100), ACME, 1, HOUR));
        assertEquals(List.of(), other.compare(store.parts(DOMAIN, NOW.plus(HOUR))).parts());
        assertFalse(other.compare(store.parts(DOMAIN, NOW)).parts().isEmpty());
    }

    @Test
    void summariesNameEveryEntryOfAPartPageByPage() {
        copyNodes(Summaries.SUMMARIES_MAX + 10);
        Set<EntrySummary> seen = new HashSet<>();
        Bytes cursor = Bytes.EMPTY;
        int pages = 0;
        do {
            Summaries page = store.summaries(new GetSummaries(DOMAIN, NOW, cursor));
            seen.addAll(page.summaries());
            cursor = page.cursor();
            pages++;
        } while (!cursor.isEmpty());
        assertEquals(2, pages);
        assertEquals(Summaries.SUMMARIES_MAX + 10, seen.size());
    }

    @Test
    void recordsAreGivenWhereTheyAreFoundInTheRange() {
        var device = network.device(new DhtKey(ACME, hash(1)), hash(2), 80, 1, HOUR);
        put(store, device);
        Slot slot = Slot.of(device.body());
        Slot none = new Slot(RecordKind.NODE, new DhtKey(ACME, hash(9)));
        KeyRange name = only(new DhtKey(ACME, hash(2)));
        KeyRange elsewhere = only(new DhtKey(ACME, hash(3)));
        assertEquals(
                List.of(device.signed()),
                store.records(new GetRecords(name, List.of(none, slot)), NOW).entries());
        assertEquals(
                List.of(), store.records(new GetRecords(elsewhere, List.of(slot)), NOW).entries());
    }

    @Test
    void aCursorBeforeItsRangeIsNoHoldersOwn() {
        KeyRange range = new KeyRange(DOMAIN.from() + 10, DOMAIN.to());
        byte[] cursor = new byte[GetRange.CURSOR_LENGTH_MAX_BYTES];
        assertFalse(RangeReader.wellFormed(Bytes.owning(cursor), range));
        assertTrue(RangeReader.wellFormed(Bytes.owning(cursor), KeyRange.WHOLE));
        assertTrue(RangeReader.wellFormed(Bytes.EMPTY, range));
        assertFalse(RangeReader.wellFormed(Bytes.owning(new byte[5]), KeyRange.WHOLE));
    }

    @Test
    void aRangeThatIsLeftIsForgottenButForWhatIsFoundElsewhere() {
        var leaving = network.device(new DhtKey(ACME, hash(1)), hash(2), 80, 1, HOUR);
        var staying = network.device(new DhtKey(ACME, hash(3)), hash(4), 80, 1, HOUR);
        put(store, leaving);
        put(store, staying);
        KeyRanges left =
                KeyRanges.of(
                        List.of(
                                only(new DhtKey(ACME, hash(1))),
                                only(new DhtKey(ACME, hash(2))),
                                only(new DhtKey(ACME, hash(3)))));
        KeyRanges kept = KeyRanges.WHOLE.minus(left);
        for (KeyRange range : left.ranges()) {
            while (store.forget(range, kept).toCompletableFuture().join() > 0) {
                // Some at a time.
            }
        }
        assertEquals(List.of(staying.signed()), walk(store, DOMAIN, 256));
    }

    @Test
    void aDomainMayStoreAPartOfItsQuotaWhereAPartOfItsKeysIs() {
        put(store, network.quota(ACME, 200, 1));
        Holdings eighth = holding(new KeyRange(DOMAIN.from(), DOMAIN.from() + (1L << 29) - 1));
        int stored = 0;
        for (int i = 0; i < 2_000; i++) {
            var offer = network.offer(network.node(key(i), ACME, 1, HOUR));
            stored += put(store, eighth, offer).getFirst() instanceof Ruling.Accept ? 1 : 0;
        }
        assertEquals(new DomainUse(0, 200).shared(1.0 / 8).quota(), stored);
    }
}
