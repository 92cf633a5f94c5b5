package virga.ops.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import virga.ops.bench.messages.MessagesBench;
import virga.ops.bench.messages.MessagesSettings;
import virga.ops.bench.tunnel.TunnelBench;
import virga.ops.bench.tunnel.TunnelSettings;
import virga.ops.bench.tunnels.IdleBench;
import virga.ops.bench.tunnels.TunnelsBench;
import virga.ops.node.Swarm;
import virga.ops.problem.Exit;
import virga.ops.problem.Problem;

/** {@code virga bench}: each benchmark is a verb below it. */
@Command(
        name = "bench",
        description = {
            "Measures this program, beside the figures to beat and yardsticks of the same run.",
            "Each takes minutes and the whole machine."
        },
        footer = {"", "Example:", "  virga bench messages --json"},
        subcommands = {
            BenchVerb.Messages.class,
            BenchVerb.Tunnel.class,
            BenchVerb.Tunnels.class,
            BenchVerb.Idle.class,
        })
public final class BenchVerb implements Runnable {
    private static final int MEGABYTE = 1_000_000;
    private static final int SCP_BYTES = 1 << 30;

    @Spec @Nullable CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                Objects.requireNonNull(spec).commandLine(), "what to measure is missing");
    }

    /** What all benchmarks have: they run, and print their report. */
    abstract static class Bench implements Callable<Integer> {
        @Spec @Nullable CommandSpec spec;

        /** {@code program}: the one that this verb is of; its nodes are measured. */
        abstract Report measure(Class<?> program, Progress progress) throws IOException;

        /** Refuses what would measure nothing, or more than there can be. */
        static int within(String option, int value, int min, int max) {
            if (value < min || value > max) {
                String most = max == Integer.MAX_VALUE ? " at least" : " to " + max;
                throw Problem.usage(option + " is " + min + most + ", not " + value, "")
                        .asException();
            }
            return value;
        }

        static int atLeastOne(String option, int value) {
            return within(option, value, 1, Integer.MAX_VALUE);
        }

        @Override
        public final Integer call() throws IOException {
            CommandSpec command = Objects.requireNonNull(spec);
            PrintWriter out = command.commandLine().getOut();
            PrintWriter err = command.commandLine().getErr();
            Report report = measured(command.root().userObject().getClass(), err);
            if (Boolean.TRUE.equals(command.root().findOption("--json").getValue())) {
                out.println(report.json());
            } else {
                report.print(out);
            }
            out.flush();
            return Exit.DONE.code();
        }

        private Report measured(Class<?> program, PrintWriter err) throws IOException {
            try (OrderlyEnd _ = new OrderlyEnd()) {
                return measure(
                        program,
                        line -> {
                            err.println("bench: " + line);
                            err.flush();
                        });
            }
        }
    }

    @Command(
            name = "messages",
            description = {
                "Ping and Node look-ups, round trips a second between two processes.",
                "Beside them an unsigned, unencrypted echo of the same envelopes."
            },
            footer = {"", "Example:", "  virga bench messages"})
    static final class Messages extends Bench {
        @Option(
                names = "--seconds",
                paramLabel = "N",
                description = "How long each figure is taken (${DEFAULT-VALUE}).")
        int seconds = (int) MessagesSettings.DEFAULT.window().toSeconds();

        @Option(
                names = "--in-flight",
                paramLabel = "N",
                description = "Questions in flight (${DEFAULT-VALUE}).")
        int inFlight = MessagesSettings.DEFAULT.windowMax();

        @Option(
                names = "--records",
                paramLabel = "N",
                description = "Node records that the super holds (${DEFAULT-VALUE}).")
        int records = MessagesSettings.DEFAULT.records();

        @Override
        Report measure(Class<?> program, Progress progress) {
            MessagesSettings usual = MessagesSettings.DEFAULT;
            MessagesSettings settings =
                    new MessagesSettings(
                            atLeastOne("--in-flight", inFlight),
                            atLeastOne("--records", records),
                            usual.warmUp(),
                            Duration.ofSeconds(atLeastOne("--seconds", seconds)),
                            usual.rounds(),
                            usual.seed());
            return new MessagesBench(settings, progress).run(program);
        }
    }

    @Command(
            name = "tunnel",
            description = {
                "Megabytes a second to a device, directly and through a tunnel.",
                "Also through ssh -L and a stunnel pair where they are installed."
            },
            footer = {"", "Example:", "  virga bench tunnel --size 1000 --scp"})
    static final class Tunnel extends Bench {
        @Option(
                names = "--size",
                paramLabel = "MB",
                description = "Megabytes of each transfer (default 1 GiB).")
        @Nullable Integer megabytes;

        @Option(names = "--rounds", paramLabel = "N", description = "Default ${DEFAULT-VALUE}.")
        int rounds = TunnelSettings.DEFAULT.rounds();

        @Option(names = "--scp", description = "Also copy a random file of 1 GiB with scp.")
        boolean scp;

        @Override
        Report measure(Class<?> program, Progress progress) throws IOException {
            TunnelSettings usual = TunnelSettings.DEFAULT;
            long lengthBytes =
                    megabytes == null
                            ? usual.lengthBytes()
                            : (long) atLeastOne("--size", megabytes) * MEGABYTE;
            TunnelSettings settings =
                    new TunnelSettings(
                            lengthBytes,
                            atLeastOne("--rounds", rounds),
                            usual.firstBytes(),
                            usual.pings(),
                            usual.warmUp(),
                            scp ? SCP_BYTES : 0);
            return new TunnelBench(settings, RandomGenerator.getDefault(), progress).run(program);
        }
    }

    @Command(
            name = "tunnels",
            description = "Open connections through one tunnel node, and the memory of each.",
            footer = {"", "Example:", "  virga bench tunnels"})
    static final class Tunnels extends Bench {
        @Option(
                names = "--connections",
                paramLabel = "N",
                description = "How many, if the descriptors allow (${DEFAULT-VALUE}).")
        int connections = TunnelsBench.CONNECTIONS;

        @Override
        Report measure(Class<?> program, Progress progress) {
            return new TunnelsBench(atLeastOne("--connections", connections), progress)
                    .run(program);
        }
    }

    @Command(
            name = "idle",
            description = "Processor and memory of a node with all roles and idle links.",
            footer = {"", "Example:", "  virga bench idle --minutes 10"})
    static final class Idle extends Bench {
        @Option(names = "--links", paramLabel = "N", description = "Default ${DEFAULT-VALUE}.")
        int links = IdleBench.LINKS;

        @Option(
                names = "--minutes",
                paramLabel = "N",
                description = "How long it is watched (${DEFAULT-VALUE}).")
        int minutes = 1;

        @Override
        Report measure(Class<?> program, Progress progress) {
            within("--links", links, 1, Swarm.NODES_MAX);
            Duration window = Duration.ofMinutes(atLeastOne("--minutes", minutes));
            return new IdleBench(links, window, progress).run(program);
        }
    }
}
