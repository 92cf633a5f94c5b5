package virga.ops.bench.messages;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import virga.ops.admin.Document;
import virga.ops.bench.Beat;
import virga.ops.bench.BenchNetwork;
import virga.ops.bench.ChildProcess;
import virga.ops.bench.JavaCommand;
import virga.ops.bench.Machine;
import virga.ops.bench.Progress;
import virga.ops.bench.Report;
import virga.ops.bench.Result;
import virga.ops.bench.Samples;
import virga.ops.bench.TemporaryFolder;

/**
 * One node asks, another answers, each a process: Pings, and Node records of a super that holds
 * 100,000 in its SQLite file. A plain echo of the same envelopes runs in turn with the Pings.
 */
public final class MessagesBench {
    private static final Duration START_MAX = Duration.ofSeconds(60);

    private final MessagesSettings settings;
    private final Progress progress;

    public MessagesBench(MessagesSettings settings, Progress progress) {
        this.settings = settings;
        this.progress = progress;
    }

    /** Starts everything ({@code program} runs nodes), measures, and ends what it started. */
    public Report run(Class<?> program) {
        Machine machine = Machine.now();
        try (TemporaryFolder folder = TemporaryFolder.make("bench-messages");
                BenchNetwork network =
                        BenchNetwork.start(program, folder.path(), "operator,super");
                ChildProcess asker = asker(folder.path(), network)) {
            asker.await("ready ", START_MAX);
            progress.step("two nodes are linked");
            LoadNode load = new LoadNode(asker, network.operatorProcess());
            List<Result> results = new ArrayList<>(pings(load));
            results.addAll(alone(load));
            results.addAll(records(load));
            return Report.of("messages", results, machine);
        }
    }

    private ChildProcess asker(Path folder, BenchNetwork network) {
        Document.Status operator = network.operator().status();
        return ChildProcess.java(
                "asking node",
                JavaCommand.NODE_FLAGS,
                LoadProcess.class,
                List.of(
                        folder.resolve("asker").toString(),
                        network.token("user").toString(),
                        network.operator().home().toString(),
                        operator.node(),
                        operator.listen(),
                        Long.toString(settings.seed())));
    }

    private List<Result> pings(LoadNode load) {
        List<LoadNode.Window> windows = new ArrayList<>();
        List<Double> echoes = new ArrayList<>();
        progress.step("warm-up");
        load.measure("ping", settings.windowMax(), settings.warmUp(), Duration.ofMillis(1));
        try (EchoBench echo = new EchoBench(settings.windowMax())) {
            echo.measure(settings.warmUp());
            for (int round = 1; round <= settings.rounds(); round++) {
                progress.step("ping and echo, round " + round + " of " + settings.rounds());
                windows.add(
                        load.measure(
                                "ping",
                                settings.windowMax(),
                                settings.window().dividedBy(10),
                                settings.window()));
                echoes.add(echo.measure(settings.window()));
            }
        }
        return results(windows, echoes);
    }

    private static List<Result> results(List<LoadNode.Window> windows, List<Double> echoes) {
        double ping = median(windows, LoadNode.Window::aSecond);
        double echo = Samples.median(echoes);
        return List.of(
                Result.of("ping", ping, "round trips/s", Beat.PING),
                Result.of("echo", echo, "round trips/s"),
                Result.ratio("ping/echo", ping, echo),
                Result.of(
                        "cpu-seconds-a-million",
                        median(windows, LoadNode.Window::cpuSecondsAMillion),
                        "CPU s, both nodes, a million round trips"),
                Result.of(
                        "envelopes-a-flight",
                        median(windows, LoadNode.Window::envelopesAFlight),
                        "envelopes"),
                Result.of(
                        "bytes-an-envelope",
                        median(windows, LoadNode.Window::bytesAnEnvelope),
                        "B"));
    }

    private List<Result> alone(LoadNode load) {
        progress.step("one in flight");
        LoadNode.Alone alone = load.alone(settings.warmUp().dividedBy(2), settings.window());
        return List.of(
                Result.of("ping-alone-p50", alone.p50(), "us"),
                Result.of("ping-alone-p99", alone.p99(), "us"));
    }

    private List<Result> records(LoadNode load) {
        progress.step("storing " + settings.records() + " Node records");
        double stored = load.store(settings.records());
        progress.step("looking them up");
        LoadNode.Window uniform = lookup(load, "uniform");
        LoadNode.Window zipf = lookup(load, "zipf");
        return List.of(
                Result.of("get-node", zipf.aSecond(), "round trips/s", Beat.GET_NODE),
                Result.of("get-node-uniform", uniform.aSecond(), "round trips/s", Beat.GET_NODE),
                Result.of("store", stored, "records/s"));
    }

    private LoadNode.Window lookup(LoadNode load, String keys) {
        LoadNode.Window window =
                load.measure(
                        keys,
                        settings.windowMax(),
                        settings.warmUp().dividedBy(2),
                        settings.window());
        if (window.declined() + window.lost() > 0) {
            progress.step(
                    keys + ": " + window.declined() + " declined and " + window.lost() + " lost");
        }
        return window;
    }

    private static double median(
            List<LoadNode.Window> windows, ToDoubleFunction<LoadNode.Window> value) {
        return Samples.median(windows.stream().mapToDouble(value).boxed().toList());
    }
}
