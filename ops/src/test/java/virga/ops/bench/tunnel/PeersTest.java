package virga.ops.bench.tunnel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import virga.ops.bench.ChildProcess;
import virga.ops.bench.JavaCommand;
import virga.ops.bench.Programs;

final class PeersTest {
    private static final long LENGTH_BYTES = 1 << 20;

    /** Where none is installed there is nothing to carry by, and that is said. */
    @Test
    void installedProgramsCarryToTheDeviceAndOthersAreNamed(@TempDir Path folder)
            throws IOException {
        List<String> said = new ArrayList<>();
        try (ChildProcess device =
                ChildProcess.java(
                        "device", JavaCommand.LOAD_FLAGS, DeviceProcess.class, List.of())) {
            int port = Integer.parseInt(device.await("port ", Duration.ofSeconds(60)));
            try (Peers peers = Peers.start(folder, port, new Random(1), said::add)) {
                for (Way way : peers.ways()) {
                    assertTrue(
                            Transfer.megabytesASecond(
                                            way.address(), Wish.Kind.TAKE, LENGTH_BYTES, 2)
                                    > 0);
                }
                boolean ssh = Programs.find("ssh").isPresent() && Programs.find("sshd").isPresent();
                boolean stunnel = Programs.find("stunnel4", "stunnel").isPresent();
                assertEquals((ssh ? 2 : 0) + (stunnel ? 1 : 0), peers.ways().size());
                assertEquals((ssh ? 0 : 1) + (stunnel ? 0 : 1), said.size(), said.toString());
            }
        }
    }
}
