package virga.supernode.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static virga.supernode.store.TestNetwork.ACME;
import static virga.supernode.store.TestNetwork.NOW;
import static virga.supernode.store.TestNetwork.OTHER;
import static virga.supernode.store.TestNetwork.hash;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import virga.protocol.Bytes;
import virga.protocol.flight.FlightLimits;
import virga.protocol.identity.DomainId;
import virga.protocol.message.Message.ListRecords;
import virga.protocol.message.Message.RecordPage;
import virga.protocol.record.DhtKey;
import virga.protocol.record.KeyRanges;
import virga.protocol.record.RecordBody;
import virga.protocol.record.RecordKind;
import virga.protocol.record.SignedRecord;
import virga.protocol.record.Verified;

final class PagingTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final int DEVICES = 300;

    private final TestNetwork network = new TestNetwork();
    private final Random random = new Random(42);

    private final Path folder;

    PagingTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private static DhtKey device(DomainId domain, int number) {
        return new DhtKey(domain, hash(number));
    }

    private void put(RecordStore store, List<Verified<? extends RecordBody>> records) {
        store.store(records.stream().map(network::offer).toList(), Holdings.WHOLE, NOW)
                .toCompletableFuture()
                .join();
    }

    private Verified<? extends RecordBody> record(DomainId domain, int number, int version) {
        int length = random.nextInt(10) == 0 ? 12_000 : random.nextInt(300);
        return network.device(device(domain, number), hash(10_000 + number), length, version, DAY);
    }

    private Verified<? extends RecordBody> removal(int number) {
        return network.removal(
                RecordKind.DEVICE, device(ACME, number), 1_000, DAY, network.operator);
    }

    private Bytes keyOf(SignedRecord signed) {
        return network.verifier.verify(signed, NOW).accepted().orElseThrow().body().key().hash();
    }

    /** Each third device stays, each third comes and each third goes while the pages are read. */
    @Test
    void listingHasWhatStoodThereAllAlongExactlyOnceWhateverIsWrittenMeanwhile() {
        try (RecordStore store = open()) {
            Set<Bytes> steady = new TreeSet<>();
            for (int i = 0; i < DEVICES; i++) {
                if (i % 3 == 0) {
                    steady.add(hash(i));
                }
                if (i % 3 != 1) {
                    put(store, List.of(record(ACME, i, 1), record(OTHER, i, 1)));
                }
            }
            for (int round = 0; round < 5; round++) {
                List<Bytes> listed = list(store, 1 + random.nextInt(256), round);
                Set<Bytes> distinct = new HashSet<>(listed);
                assertEquals(listed.size(), distinct.size(), "a record came twice");
                assertTrue(distinct.containsAll(steady), "a record was missed");
            }
        }
    }

    private List<Bytes> list(RecordStore store, int limit, int round) {
        List<Bytes> listed = new ArrayList<>();
        Bytes cursor = Bytes.EMPTY;
        do {
            RecordPage page =
                    store.list(
                            new ListRecords(RecordKind.DEVICE, ACME, Bytes.EMPTY, cursor, limit),
                            KeyRanges.WHOLE,
                            NOW);
            assertTrue(page.records().size() <= limit);
            assertTrue(length(page) < FlightLimits.LENGTH_MAX_BYTES / 2);
            page.records().forEach(record -> listed.add(keyOf(record)));
            cursor = page.cursor();
            change(store, round);
        } while (!cursor.isEmpty());
        return listed;
    }

    private void change(RecordStore store, int round) {
        int some = 3 * random.nextInt(DEVICES / 3);
        put(
                store,
                List.of(
                        record(ACME, some, 2 + round),
                        record(ACME, some + 1, 1),
                        removal(some + 2)));
    }

    private static int length(RecordPage page) {
        return page.records().stream()
                .mapToInt(record -> record.body().length() + record.signature().length())
                .sum();
    }

    @Test
    void pageOfNothingButRemovedRecordsSaysWhereToGoOn() {
        try (RecordStore store = open()) {
            List<Verified<? extends RecordBody>> removals = new ArrayList<>();
            for (int i = 0; i < PageReader.ROWS_MAX + 10; i++) {
                removals.add(removal(i));
            }
            put(store, removals);
            var first = new ListRecords(RecordKind.DEVICE, ACME, Bytes.EMPTY, Bytes.EMPTY, 256);
            RecordPage page = store.list(first, KeyRanges.WHOLE, NOW);
            assertEquals(List.of(), page.records());
            var next = new ListRecords(RecordKind.DEVICE, ACME, Bytes.EMPTY, page.cursor(), 256);
            assertEquals(
                    new RecordPage(List.of(), Bytes.EMPTY), store.list(next, KeyRanges.WHOLE, NOW));
        }
    }

    @Test
    void lastPageHasNoCursorThoughItIsFull() {
        try (RecordStore store = open()) {
            for (int i = 0; i < 4; i++) {
                put(store, List.of(network.device(device(ACME, i), hash(9), 10, 1, DAY)));
            }
            var list = new ListRecords(RecordKind.DEVICE, ACME, Bytes.EMPTY, Bytes.EMPTY, 4);
            RecordPage page = store.list(list, KeyRanges.WHOLE, NOW);
            assertEquals(4, page.records().size());
            assertTrue(page.cursor().isEmpty());
        }
    }

    private RecordStore open() {
        return RecordStore.open(
                folder.resolve("dht.db"), TestNetwork.SETTINGS, Runnable::run, () -> NOW);
    }
}
