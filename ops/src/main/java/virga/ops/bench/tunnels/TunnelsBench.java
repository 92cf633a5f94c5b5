package virga.ops.bench.tunnels;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import virga.ops.bench.Beat;
import virga.ops.bench.BenchNetwork;
import virga.ops.bench.BenchNode;
import virga.ops.bench.ChildProcess;
import virga.ops.bench.JavaCommand;
import virga.ops.bench.Machine;
import virga.ops.bench.Progress;
import virga.ops.bench.Report;
import virga.ops.bench.Result;
import virga.ops.bench.TemporaryFolder;
import virga.ops.bench.tunnel.DeviceProcess;
import virga.ops.problem.Problem;

/**
 * Holds many connections open through one tunnel node. The clients are this process; user node,
 * tunnel node and device are processes of their own. Memory is the growth of both nodes over what
 * they held with no connection, after a full collection.
 */
public final class TunnelsBench {
    /** As many as the issue asks; the descriptors of each process may allow fewer. */
    public static final int CONNECTIONS = 10_000;

    private static final int DESCRIPTORS_SPARED = 1_000;
    private static final int WARM_UP_CONNECTIONS = 500;
    private static final int ROUNDS = 3;
    private static final Duration START_MAX = Duration.ofSeconds(20);
    private static final String DEVICE = "echo";

    private final int wanted;
    private final Progress progress;

    public TunnelsBench(int wanted, Progress progress) {
        this.wanted = wanted;
        this.progress = progress;
    }

    /** Starts everything ({@code program} runs nodes), measures, and ends what it started. */
    public Report run(Class<?> program) {
        Machine machine = Machine.now();
        int count = allowed();
        try (TemporaryFolder folder = TemporaryFolder.make("bench-tunnels");
                ChildProcess device =
                        ChildProcess.java(
                                "device", JavaCommand.LOAD_FLAGS, DeviceProcess.class, List.of());
                BenchNetwork network =
                        BenchNetwork.start(program, folder.path(), "operator,super")) {
            int port = Integer.parseInt(device.await("port ", START_MAX));
            BenchNode site = network.joinTunnelNode("site");
            BenchNode user = network.join("me", "user", List.of());
            network.register(DEVICE, List.of(port), site);
            InetSocketAddress tunnel = BenchNetwork.open(user, DEVICE, port);
            progress.step("network of three nodes, and the device");
            return Report.of("tunnels", measure(tunnel, user, site, count), machine);
        }
    }

    private List<Result> measure(
            InetSocketAddress tunnel, BenchNode user, BenchNode site, int count) {
        try (HeldConnections warmUp = new HeldConnections(tunnel)) {
            warmUp.open(Math.min(count, WARM_UP_CONNECTIONS));
            warmUp.carry();
        }
        BenchNode.Memory userEmpty = user.memory();
        BenchNode.Memory siteEmpty = site.memory();
        try (HeldConnections held = new HeldConnections(tunnel)) {
            progress.step("opening " + count + " connections");
            long start = System.nanoTime();
            held.open(count);
            double seconds = (System.nanoTime() - start) / 1e9;
            int alive = 0;
            for (int round = 1; round <= ROUNDS; round++) {
                alive = held.carry();
                progress.step(alive + " carry bytes");
            }
            if (alive < count) {
                progress.step("the first that failed: " + held.fault());
            }
            if (alive == 0) {
                throw Problem.failed("no connection was held", held.fault()).asException();
            }
            List<Result> results = new ArrayList<>();
            results.add(Result.of("held", alive, "connections", Beat.HELD));
            results.addAll(
                    memory(alive, List.of(userEmpty, user.memory(), siteEmpty, site.memory())));
            results.add(Result.of("seconds-to-open", seconds, "s"));
            return results;
        }
    }

    /** {@code taken}: user node empty and full, tunnel node empty and full. */
    private static List<Result> memory(int held, List<BenchNode.Memory> taken) {
        BenchNode.Memory user = taken.get(1).minus(taken.get(0));
        BenchNode.Memory site = taken.get(3).minus(taken.get(2));
        double each = 1.0 / held;
        return List.of(
                Result.of("bytes-each", (user.resident() + site.resident()) * each, "B"),
                Result.of("user-bytes-each", user.resident() * each, "B"),
                Result.of("tunnel-node-bytes-each", site.resident() * each, "B"),
                Result.of("heap-bytes-each", (user.heapUsed() + site.heapUsed()) * each, "B"),
                Result.of("direct-bytes-each", (user.direct() + site.direct()) * each, "B"));
    }

    private int allowed() {
        if (!(ManagementFactory.getOperatingSystemMXBean()
                instanceof UnixOperatingSystemMXBean system)) {
            return wanted;
        }
        long limit = system.getMaxFileDescriptorCount() - DESCRIPTORS_SPARED;
        if (limit < wanted) {
            progress.step(
                    limit
                            + " connections instead of "
                            + wanted
                            + ": a process may have "
                            + system.getMaxFileDescriptorCount()
                            + " descriptors (raise it with ulimit -n)");
        }
        return (int) Math.max(1, Math.min(wanted, limit));
    }
}
