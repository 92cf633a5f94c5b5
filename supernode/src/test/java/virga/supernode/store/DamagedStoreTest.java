package virga.supernode.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static virga.supernode.store.TestNetwork.ACME;
import static virga.supernode.store.TestNetwork.NOW;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import virga.protocol.record.RecordBody.NodeRecord;
import virga.protocol.record.Verified;

/** A file that is not what was written is kept aside, and the store goes on with an empty one. */
final class DamagedStoreTest {
    private static final int RECORDS = 200;

    private final TestNetwork network = new TestNetwork();

    private final Path folder;

    DamagedStoreTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private RecordStore open() {
        return RecordStore.open(
                folder.resolve("dht.db"), TestNetwork.SETTINGS, Runnable::run, () -> NOW);
    }

    private Verified<NodeRecord> node(int number) {
        return network.node(TestNetwork.key(number), ACME, 1, Duration.ofDays(1));
    }

    private byte[] written() throws IOException {
        try (RecordStore store = open()) {
            List<Offer> offers = new ArrayList<>();
            for (int i = 1; i <= RECORDS; i++) {
                offers.add(network.offer(node(i)));
            }
            store.store(offers, Holdings.WHOLE, NOW).toCompletableFuture().join();
        }
        return Files.readAllBytes(folder.resolve("dht.db"));
    }

    /** Opens the file with this content: either all records are there, or it stands aside. */
    private void assertServes(byte[] content, boolean expectAside) throws IOException {
        Files.write(folder.resolve("dht.db"), content);
        try (RecordStore store = open()) {
            assertEquals(expectAside, store.setAside().isPresent());
            assertEquals(0, store.use(ACME, NOW).entries());
            List<Offer> offers = List.of(network.offer(node(1)));
            assertInstanceOf(
                    Ruling.Accept.class,
                    store.store(offers, Holdings.WHOLE, NOW)
                            .toCompletableFuture()
                            .join()
                            .getFirst());
            if (expectAside) {
                assertTrue(Arrays.equals(content, Files.readAllBytes(aside(store))));
            }
        }
    }

    private static Path aside(RecordStore store) {
        return store.setAside().orElseThrow();
    }

    @Test
    void fileOfRandomBytesIsSetAside() throws IOException {
        byte[] content = new byte[50_000];
        new Random(7).nextBytes(content);
        assertServes(content, true);
    }

    @Test
    void truncatedFileIsSetAside() throws IOException {
        byte[] content = written();
        assertServes(Arrays.copyOf(content, content.length / 2), true);
    }

    @Test
    void fileWithOverwrittenPagesIsSetAside() throws IOException {
        byte[] content = written();
        byte[] noise = new byte[3 * 4_096];
        new Random(8).nextBytes(noise);
        System.arraycopy(noise, 0, content, content.length / 2, noise.length);
        assertServes(content, true);
    }

    @Test
    void emptyFileIsTakenForANewOne() throws IOException {
        assertServes(new byte[0], false);
    }
}
