package virga.ops.bench.tunnels;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import virga.ops.bench.BenchNetwork;
import virga.ops.bench.BenchNode;
import virga.ops.bench.ChildProcess;
import virga.ops.bench.JavaCommand;
import virga.ops.bench.Machine;
import virga.ops.bench.Progress;
import virga.ops.bench.Report;
import virga.ops.bench.Result;
import virga.ops.bench.TemporaryFolder;
import virga.ops.bench.Usage;
import virga.ops.demo.AdminDoor;

/** A node with all roles, with the launcher's flags, while its links have nothing to carry. */
public final class IdleBench {
    /** As many nodes are linked with it. */
    public static final int LINKS = 100;

    private static final Duration JOIN_MAX = Duration.ofMinutes(3);
    private static final double BYTES_A_MEGABYTE = 1e6;

    private final int links;
    private final Duration window;
    private final Progress progress;

    public IdleBench(int links, Duration window, Progress progress) {
        this.links = links;
        this.window = window;
        this.progress = progress;
    }

    /**
     * Starts everything ({@code program} runs nodes), waits for the window, and ends what it
     * started.
     */
    public Report run(Class<?> program) {
        Machine machine = Machine.now();
        try (TemporaryFolder folder = TemporaryFolder.make("bench-idle");
                BenchNetwork network =
                        BenchNetwork.start(program, folder.path(), "user,tunnel,super,operator")) {
            swarm(network);
            AdminDoor.await(
                    links + " links",
                    JOIN_MAX,
                    () -> Optional.of(network.operator().links()).filter(l -> l.size() >= links));
            progress.step(links + " links; waiting " + window.toSeconds() + " s");
            ChildProcess node = network.operatorProcess();
            Duration before = Usage.cpu(node.handle());
            long start = System.nanoTime();
            if (node.endsWithin(window.toMillis(), TimeUnit.MILLISECONDS)) {
                throw node.ended();
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            double cpu = Usage.cpu(node.handle()).minus(before).toNanos() / 1e9;
            int still = network.operator().links().size();
            long resident = Usage.residentBytes(node.handle().pid());
            return Report.of("idle", results(still, 100 * cpu / seconds, resident, node), machine);
        }
    }

    private static List<Result> results(
            int links, double percent, long resident, ChildProcess node) {
        BenchNode.Memory memory = BenchNode.memory(node);
        return List.of(
                Result.of("idle-links", links, "links"),
                Result.of("idle-cpu", percent, "% of a core"),
                Result.of("idle-resident", resident / BYTES_A_MEGABYTE, "MB"),
                Result.of("idle-heap-used", memory.heapUsed() / BYTES_A_MEGABYTE, "MB"));
    }

    private void swarm(BenchNetwork network) {
        List<String> arguments = new ArrayList<>(List.of("swarm", "--nodes", "" + links));
        arguments.addAll(List.of("--roles", "tunnel", "--listen", "127.0.0.1:0"));
        arguments.addAll(List.of("--join", "@" + network.token("tunnel")));
        network.child("swarm", JavaCommand.SWARM_FLAGS, arguments);
    }
}
