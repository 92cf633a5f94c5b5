package virga.ops.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import virga.ops.operator.registry.OperatorException;

/** A real disk that has no room left: a memory file system, which only root may mount. */
final class RegistryFullDiskTest {
    private static final int DEVICES_MAX = 9_000;

    private final Path disk;
    private boolean mounted;

    RegistryFullDiskTest(@TempDir Path disk) {
        this.disk = disk;
    }

    @BeforeEach
    void mount() throws IOException, InterruptedException {
        mounted = runs("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk.toString());
        assumeTrue(mounted, "skipped: only root may mount a disk of a given size");
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        assertTrue(!mounted || runs("umount", disk.toString()));
    }

    @Test
    void aFullDiskIsOneLineAndLosesNothingThatWasAcknowledged() throws Exception {
        RegistryFixture operator = RegistryFixture.begin(disk);
        operator.addDomain("acme");
        List<String> acknowledged = new ArrayList<>();
        Throwable full = addUntilItFails(operator, acknowledged);
        OperatorOutcome.Failed<?> said =
                assertInstanceOf(OperatorOutcome.Failed.class, OperatorOutcome.ofFault(full));
        assertEquals(OperatorException.Kind.FAILED, said.kind());
        assertEquals("the registry did not take it: the disk is full", said.message());
        assertEquals("make room for the registry and say it again", said.hint());
        assertEquals(acknowledged, names(operator));

        assertTrue(runs("mount", "-o", "remount,size=16m", disk.toString()));
        add(operator, acknowledged.size());
        acknowledged.add(name(acknowledged.size()));
        try (RegistryFixture again = operator.reopened(RegistryFixture.inFile(disk))) {
            assertEquals(acknowledged, names(again));
        }
    }

    private static Throwable addUntilItFails(RegistryFixture operator, List<String> acknowledged) {
        while (acknowledged.size() < DEVICES_MAX) {
            try {
                add(operator, acknowledged.size());
            } catch (RuntimeException e) {
                return e;
            }
            acknowledged.add(name(acknowledged.size()));
        }
        throw new AssertionError("the disk took " + DEVICES_MAX + " devices");
    }

    private static void add(RegistryFixture operator, int number) {
        String mac = "02:00:00:00:%02x:%02x".formatted(number / 256, number % 256);
        List<AppliedDevice> unused =
                operator.apply(false, RegistryFixture.device(name(number), "acme", mac));
    }

    private static String name(int number) {
        return "device-%05d".formatted(number);
    }

    private static List<String> names(RegistryFixture operator) {
        return RegistryFixture.done(operator.commands.listDevices(Optional.empty())).stream()
                .map(listed -> listed.device().plain().name())
                .toList();
    }

    private static boolean runs(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getInputStream().transferTo(OutputStream.nullOutputStream());
        return process.waitFor() == 0;
    }
}
