package virga.supernode.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static virga.supernode.store.TestNetwork.ACME;
import static virga.supernode.store.TestNetwork.NOW;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import virga.protocol.message.Message;
import virga.protocol.record.DhtKey;
import virga.protocol.record.RecordKind;
import virga.protocol.record.Slot;

final class KilledStoreTest {
    private static final int KILLS = 3;
    private static final int SEED = 20_261_121;

    private final Path folder;

    KilledStoreTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void nothingAcknowledgedIsLostWhenTheProcessIsKilledAtAnyMoment() throws Exception {
        Path file = folder.resolve("dht.db");
        Random random = new Random(SEED);
        Set<Integer> acknowledged = new HashSet<>();
        for (int kill = 0; kill < KILLS; kill++) {
            int killAfter = 1 + random.nextInt(1_500);
            int before = acknowledged.size();
            acknowledged.addAll(killedAfter(killAfter, file, 1 + kill * 1_000_000));
            assertTrue(acknowledged.size() >= before + killAfter);
            assertHeld(file, acknowledged);
        }
    }

    /** Runs the store until so many stores were acknowledged; returns all that it told. */
    private static Set<Integer> killedAfter(int count, Path file, int first) throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-Xmx256m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                KilledStore.class.getName(),
                                file.toString(),
                                String.valueOf(first))
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try (BufferedReader lines = process.inputReader()) {
            Set<Integer> told = new HashSet<>();
            while (told.size() < count) {
                String line = lines.readLine();
                assertTrue(line != null, "the store ended by itself after " + told.size());
                told.add(Integer.parseInt(line));
            }
            // Through the handle: the process object would close the pipe with what is still in it.
            process.toHandle().destroyForcibly();
            readRest(lines, told);
            process.waitFor();
            return told;
        } finally {
            process.destroyForcibly();
        }
    }

    private static void readRest(BufferedReader lines, Set<Integer> told) throws IOException {
        String text = lines.readAllAsString();
        // The last line may have been cut by the kill: then nobody has heard it.
        for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
            told.add(Integer.parseInt(line));
        }
    }

    private static void assertHeld(Path file, Set<Integer> numbers) {
        try (RecordStore store =
                RecordStore.open(file, TestNetwork.SETTINGS, Runnable::run, () -> NOW)) {
            assertEquals(Optional.empty(), store.setAside());
            List<Slot> slots =
                    numbers.stream()
                            .map(TestNetwork::key)
                            .map(key -> DhtKey.of(TestNetwork.id(key, ACME)))
                            .map(place -> new Slot(RecordKind.NODE, place))
                            .toList();
            store.lookup(slots, NOW)
                    .forEach(answer -> assertInstanceOf(Message.Found.class, answer));
            assertTrue(store.use(ACME, NOW).entries() >= numbers.size());
        }
    }
}
