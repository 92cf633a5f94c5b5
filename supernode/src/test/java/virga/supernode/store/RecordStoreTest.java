package virga.supernode.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static virga.supernode.store.TestNetwork.ACME;
import static virga.supernode.store.TestNetwork.NOW;
import static virga.supernode.store.TestNetwork.OTHER;
import static virga.supernode.store.TestNetwork.hash;
import static virga.supernode.store.TestNetwork.key;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import virga.protocol.Bytes;
import virga.protocol.message.Message;
import virga.protocol.message.Message.ListRecords;
import virga.protocol.record.DhtKey;
import virga.protocol.record.KeyRange;
import virga.protocol.record.KeyRanges;
import virga.protocol.record.RecordBody;
import virga.protocol.record.RecordKind;
import virga.protocol.record.SignedRecord;
import virga.protocol.record.Slot;
import virga.protocol.record.Verified;

final class RecordStoreTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final DhtKey PRINTER = new DhtKey(ACME, hash(100));
    private static final Bytes PRINTER_NAME = hash(101);

    private final TestNetwork network = new TestNetwork();

    private final Path folder;
    private RecordStore store;

    RecordStoreTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @BeforeEach
    void open() {
        // Transactions run in the caller, so that each store is done when it returns.
        store =
                RecordStore.open(
                        folder.resolve("dht.db"),
                        new StoreSettings(1_000_000, 2),
                        Runnable::run,
                        () -> NOW);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private List<Ruling> store(Offer... offers) {
        return store.store(List.of(offers), Holdings.WHOLE, NOW).toCompletableFuture().join();
    }

    private Ruling store(Verified<? extends RecordBody> record) {
        return store(network.offer(record)).getFirst();
    }

    private Message.Answer look(RecordKind kind, DhtKey key, Instant now) {
        Slot slot = new Slot(kind, key);
        Message.Answer read = store.lookup(List.of(slot), now).getFirst();
        assertEquals(Optional.of(read), store.cached(slot, now));
        return read;
    }

    private static Message.Answer found(Verified<? extends RecordBody> record) {
        return new Message.Found(record.signed());
    }

    private List<SignedRecord> listed(RecordKind kind, Bytes place, Instant now) {
        return store.list(
                        new ListRecords(kind, ACME, place, Bytes.EMPTY, 256), KeyRanges.WHOLE, now)
                .records();
    }

    @Test
    void whatWasStoredIsFoundAsItWasReceivedAlsoAfterReopening() {
        var node = network.node(key(1), ACME, 5, HOUR);
        store(node);
        assertEquals(found(node), look(RecordKind.NODE, node.body().key(), NOW));
        store.close();
        open();
        assertEquals(found(node), look(RecordKind.NODE, node.body().key(), NOW));
    }

    @Test
    void recordIsNotFoundFromTheMomentItExpires() {
        var node = network.node(key(1), ACME, 5, HOUR);
        DhtKey place = node.body().key();
        store(node);
        look(RecordKind.NODE, place, NOW);
        Slot slot = new Slot(RecordKind.NODE, place);
        assertEquals(Optional.empty(), store.cached(slot, NOW.plus(HOUR)));
        assertEquals(Message.NotFound.INSTANCE, look(RecordKind.NODE, place, NOW.plus(HOUR)));
    }

    @Test
    void readerOfTheOldRecordSeesTheNewOneAsSoonAsItIsAcknowledged() {
        DhtKey place = DhtKey.of(TestNetwork.id(key(1), ACME));
        assertEquals(Message.NotFound.INSTANCE, look(RecordKind.NODE, place, NOW));
        for (int version = 1; version < 4; version++) {
            var node = network.node(key(1), ACME, version, HOUR);
            store(node);
            assertEquals(found(node), look(RecordKind.NODE, place, NOW));
        }
    }

    @Test
    void removalIsFoundInPlaceOfTheRecord() {
        var node = network.node(key(1), ACME, 1, DAY);
        DhtKey place = node.body().key();
        var removal = network.removal(RecordKind.NODE, place, 2, HOUR, network.operator);
        store(node);
        look(RecordKind.NODE, place, NOW);
        store(removal);
        assertEquals(found(removal), look(RecordKind.NODE, place, NOW));
        assertTrue(listed(RecordKind.NODE, Bytes.EMPTY, NOW).isEmpty());
    }

    @Test
    void tombstoneGuardsItsSlotAfterItsOwnExpiry() {
        var node = network.node(key(1), ACME, 1, DAY);
        DhtKey place = node.body().key();
        store(node);
        store(network.removal(RecordKind.NODE, place, 2, HOUR, network.operator));
        Instant later = NOW.plus(HOUR).plusSeconds(1);
        assertEquals(Message.NotFound.INSTANCE, look(RecordKind.NODE, place, later));
        store.sweep(later).toCompletableFuture().join();
        assertEquals(
                List.of(new Ruling.AlreadyNewer(2)),
                store.store(List.of(network.offer(node)), Holdings.WHOLE, later)
                        .toCompletableFuture()
                        .join());
    }

    @Test
    void deviceIsFoundByItsKeyAndByItsName() {
        var printer = network.device(PRINTER, PRINTER_NAME, 80, 1, DAY);
        DhtKey name = new DhtKey(ACME, PRINTER_NAME);
        assertEquals(Message.NotFound.INSTANCE, look(RecordKind.DEVICE, name, NOW));
        store(printer);
        assertEquals(found(printer), look(RecordKind.DEVICE, PRINTER, NOW));
        assertEquals(found(printer), look(RecordKind.DEVICE, name, NOW));
        var other = new DhtKey(OTHER, PRINTER_NAME);
        assertEquals(Message.NotFound.INSTANCE, look(RecordKind.DEVICE, other, NOW));
    }

    @Test
    void renamedDeviceIsFoundByItsNewNameOnly() {
        DhtKey name = new DhtKey(ACME, PRINTER_NAME);
        DhtKey newName = new DhtKey(ACME, hash(102));
        store(network.device(PRINTER, PRINTER_NAME, 80, 1, DAY));
        look(RecordKind.DEVICE, name, NOW);
        look(RecordKind.DEVICE, newName, NOW);
        var renamed = network.device(PRINTER, newName.hash(), 80, 2, DAY);
        store(renamed);
        assertEquals(Message.NotFound.INSTANCE, look(RecordKind.DEVICE, name, NOW));
        assertEquals(found(renamed), look(RecordKind.DEVICE, newName, NOW));
    }

    @Test
    void removedDeviceLeavesItsTombstoneUnderItsName() {
        DhtKey name = new DhtKey(ACME, PRINTER_NAME);
        store(network.device(PRINTER, PRINTER_NAME, 80, 1, DAY));
        look(RecordKind.DEVICE, name, NOW);
        var gone = network.removal(PRINTER, Set.of(PRINTER_NAME), 2);
        store(gone);
        assertEquals(found(gone), look(RecordKind.DEVICE, name, NOW));
        var successor = network.device(new DhtKey(ACME, hash(103)), PRINTER_NAME, 80, 1, DAY);
        store(successor);
        assertEquals(found(successor), look(RecordKind.DEVICE, name, NOW));
    }

    @Test
    void nodeInfoIsListedWhereItsNodeIsNow() {
        Bytes home = hash(1);
        Bytes office = hash(2);
        var atHome = network.info(key(1), ACME, 1, HOUR, home);
        var atBoth = network.info(key(1), ACME, 2, HOUR, home, office);
        var atOffice = network.info(key(1), ACME, 3, HOUR, office);
        store(TestNetwork.own(key(1), ACME, atHome));
        assertEquals(List.of(atHome.signed()), listed(RecordKind.NODE_INFO, home, NOW));
        store(TestNetwork.own(key(1), ACME, atBoth));
        assertEquals(List.of(atBoth.signed()), listed(RecordKind.NODE_INFO, home, NOW));
        assertEquals(List.of(atBoth.signed()), listed(RecordKind.NODE_INFO, office, NOW));
        store(TestNetwork.own(key(1), ACME, atOffice));
        assertEquals(List.of(), listed(RecordKind.NODE_INFO, home, NOW));
        assertEquals(List.of(atOffice.signed()), listed(RecordKind.NODE_INFO, office, NOW));
        assertEquals(List.of(), listed(RecordKind.NODE_INFO, office, NOW.plus(HOUR)));
        var gone = network.removal(RecordKind.NODE_INFO, atHome.body().key(), 4, HOUR, key(1));
        store(TestNetwork.own(key(1), ACME, gone));
        assertEquals(List.of(), listed(RecordKind.NODE_INFO, office, NOW));
    }

    @Test
    void fullDomainLeavesRoomForTheOthers() {
        store(network.quota(ACME, 2, 1));
        for (int i = 1; i <= 2; i++) {
            assertInstanceOf(Ruling.Accept.class, store(network.node(key(i), ACME, 1, HOUR)));
        }
        assertEquals(new Ruling.Quota(), store(network.node(key(3), ACME, 1, HOUR)));
        assertInstanceOf(Ruling.Accept.class, store(network.node(key(3), OTHER, 1, HOUR)));
        assertEquals(new DomainUse(2, 2), store.use(ACME, NOW));
        assertEquals(new DomainUse(1, StoreRules.QUOTA_DEFAULT), store.use(OTHER, NOW));
        store(network.quota(ACME, 3, 2));
        assertInstanceOf(Ruling.Accept.class, store(network.node(key(3), ACME, 1, HOUR)));
    }

    @Test
    void removingMakesRoomInAFullDomain() {
        store(network.quota(ACME, 1, 1));
        var node = network.node(key(1), ACME, 1, HOUR);
        store(node);
        store(network.removal(RecordKind.NODE, node.body().key(), 2, HOUR, network.operator));
        assertEquals(new DomainUse(0, 1), store.use(ACME, NOW));
        assertInstanceOf(Ruling.Accept.class, store(network.node(key(2), ACME, 1, HOUR)));
    }

    @Test
    void entriesThatEndedGiveTheirRoomBackThoughNobodySwept() {
        store(network.quota(ACME, 1, 1));
        store(network.node(key(1), ACME, 1, HOUR));
        var next = List.of(network.offer(network.node(key(2), ACME, 1, DAY)));
        Instant later = NOW.plus(HOUR);
        assertInstanceOf(
                Ruling.Accept.class,
                store.store(next, Holdings.WHOLE, later).toCompletableFuture().join().getFirst());
        assertEquals(new DomainUse(1, 1), store.use(ACME, later));
    }

    @Test
    void sweepFreesAFewSlotsAStepAndCountsThemOff() {
        for (int i = 1; i <= 5; i++) {
            store(network.node(key(i), ACME, 1, HOUR));
        }
        List<Integer> freed = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            freed.add(store.sweep(NOW.plus(HOUR)).toCompletableFuture().join());
        }
        assertEquals(List.of(2, 2, 1, 0), freed);
        assertEquals(0, store.use(ACME, NOW).entries());
    }

    @Test
    void laterRecordOfOneFlightIsJudgedAgainstTheEarlierOne() {
        var first = network.node(key(1), ACME, 1, HOUR);
        var second = network.node(key(1), ACME, 2, HOUR);
        List<Ruling> rulings =
                store(network.offer(second), network.offer(first), network.offer(second));
        assertInstanceOf(Ruling.Accept.class, rulings.get(0));
        assertEquals(new Ruling.AlreadyNewer(2), rulings.get(1));
        assertEquals(new Ruling.AlreadyNewer(2), rulings.get(2));
    }

    @Test
    void supersAndOperatorsAreListedAcrossDomainsUntilTheyChange() {
        assertEquals(List.of(), superNodes());
        var first = network.superNode(key(1), KeyRange.WHOLE, 3);
        store(first);
        assertEquals(List.of(first.signed()), superNodes());
        var second = network.superNode(key(2), KeyRange.WHOLE, 4);
        store(second);
        assertEquals(2, superNodes().size());
        DhtKey place = first.body().key();
        store(network.removal(RecordKind.SUPER_NODE, place, 2, HOUR, network.operator));
        assertEquals(List.of(second.signed()), superNodes());
    }

    private List<SignedRecord> superNodes() {
        var answer =
                store.network(RecordKind.SUPER_NODE, NOW, all -> new Message.SuperNodes(all, 0));
        assertEquals(Optional.of(answer), store.cachedNetwork(RecordKind.SUPER_NODE, NOW));
        return ((Message.SuperNodes) answer).records();
    }
}
