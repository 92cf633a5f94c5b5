package virga.ops.devices;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Devices behind a tunnel node, used through one tunnel by programs that know nothing of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LoopbackDevicesTest {
    private static final int FILE_BYTES = 50 * 1024 * 1024;
    private static final int CONNECTIONS = 1_000;
    private static final int AT_A_TIME = 16;

    private final Path folder;
    private final LoopbackNetwork network;

    LoopbackDevicesTest(@TempDir Path folder) {
        this.folder = folder;
        this.network = new LoopbackNetwork(folder);
    }

    @BeforeAll
    void startTheNetwork() throws IOException {
        network.start();
    }

    @AfterAll
    void endTheNetwork() {
        network.close();
    }

    @Test
    void sshAndScpWorkThroughATunnel() throws IOException {
        String missing = SshDaemon.missing();
        assumeTrue(missing == null, () -> "skipped: " + missing + " is not installed");
        byte[] content = new byte[FILE_BYTES];
        new Random(7).nextBytes(content);
        Path original = Files.write(folder.resolve("original"), content);
        try (SshDaemon sshd = SshDaemon.start(folder.resolve("ssh"))) {
            network.addDevice("shell", sshd.port()).done();
            int through = network.open("shell");
            assertEquals("over there", sshd.ssh(through, "echo over there").done().out());
            Path there = folder.resolve("there");
            sshd.copyTo(through, original, there).done();
            assertEquals(-1, Files.mismatch(original, there));
            Path back = folder.resolve("back");
            sshd.copyFrom(through, there, back).done();
            assertEquals(-1, Files.mismatch(original, back));
        } finally {
            // One address is one device.
            network.removeDevice("shell");
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aThousandConnectionsLeaveNoDescriptorAndNoBuffer() throws Exception {
        try (EchoDevice device = new EchoDevice()) {
            network.addDevice("echo", device.port()).done();
            int port = network.open("echo");
            visit(port, AT_A_TIME);
            awaitNoConnections();
            long userBefore = descriptors(LoopbackNetwork.ME);
            long siteBefore = descriptors(LoopbackNetwork.SITE);
            visit(port, CONNECTIONS);
            awaitNoConnections();
            awaitDescriptors(LoopbackNetwork.ME, userBefore);
            awaitDescriptors(LoopbackNetwork.SITE, siteBefore);
            // Netty tells of a lost buffer at the next one that it makes after the collection.
            collect(LoopbackNetwork.ME);
            collect(LoopbackNetwork.SITE);
            visit(port, AT_A_TIME);
        } finally {
            network.removeDevice("echo");
        }
        assertFalse(network.log(LoopbackNetwork.ME).contains("LEAK"));
        assertFalse(network.log(LoopbackNetwork.SITE).contains("LEAK"));
    }

    private static void visit(int port, int connections) throws Exception {
        try (var threads = Executors.newFixedThreadPool(AT_A_TIME)) {
            List<Callable<Integer>> visits = new ArrayList<>();
            IntStream.range(0, connections)
                    .forEach(
                            number ->
                                    visits.add(
                                            () -> {
                                                EchoDevice.visit(port, number);
                                                return number;
                                            }));
            for (Future<Integer> visit : threads.invokeAll(visits)) {
                Integer unused = visit.get();
            }
        }
    }

    private void awaitNoConnections() {
        Eventually.so(
                () -> {
                    var tunnels =
                            network.virga(LoopbackNetwork.ME)
                                    .type("tunnel", "list", "--json")
                                    .done()
                                    .json()
                                    .getAsJsonArray("tunnels");
                    for (var tunnel : tunnels) {
                        if (tunnel.getAsJsonObject().get("connections").getAsInt() > 0) {
                            return false;
                        }
                    }
                    return true;
                },
                () ->
                        "connections stay: "
                                + network.virga(LoopbackNetwork.ME).type("tunnel", "list"));
    }

    private void awaitDescriptors(String node, long before) {
        Eventually.so(
                () -> descriptors(node) <= before,
                () -> node + " had " + before + " sockets and has " + descriptors(node));
    }

    /** Open sockets of the process. */
    private long descriptors(String node) {
        Path folder = Path.of("/proc", Long.toString(network.pid(node)), "fd");
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(LoopbackDevicesTest::socket).count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean socket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException closed) {
            return false;
        }
    }

    private void collect(String node) {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Place.HERE.run(jcmd, Long.toString(network.pid(node)), "GC.run").done();
    }
}
