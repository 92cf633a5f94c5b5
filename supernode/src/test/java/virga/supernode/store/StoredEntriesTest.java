package virga.supernode.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static virga.supernode.store.TestNetwork.ACME;
import static virga.supernode.store.TestNetwork.NOW;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import virga.protocol.record.KeyRange;

final class StoredEntriesTest {
    @Test
    void livingRecordsAreCountedWhileTheStoreIsOpen(@TempDir Path folder) {
        Path file = folder.resolve("dht.db");
        TestNetwork network = new TestNetwork();
        try (RecordStore store =
                RecordStore.open(file, TestNetwork.SETTINGS, Runnable::run, () -> NOW)) {
            assertEquals(OptionalLong.of(0), StoredEntries.in(file, KeyRange.WHOLE, NOW));
            var brief = network.node(TestNetwork.key(1), ACME, 1, Duration.ofHours(1));
            var lasting = network.node(TestNetwork.key(2), ACME, 1, Duration.ofDays(1));
            store.store(List.of(network.offer(brief), network.offer(lasting)), Holdings.WHOLE, NOW)
                    .toCompletableFuture()
                    .join();
            assertEquals(OptionalLong.of(2), StoredEntries.in(file, KeyRange.WHOLE, NOW));
            assertEquals(
                    OptionalLong.of(1),
                    StoredEntries.in(file, KeyRange.WHOLE, brief.body().expires()));
        }
    }

    @Test
    void fileThatIsNotThereHasNoCount(@TempDir Path folder) {
        assertEquals(
                OptionalLong.empty(),
                StoredEntries.in(folder.resolve("none.db"), KeyRange.WHOLE, NOW));
    }
}
