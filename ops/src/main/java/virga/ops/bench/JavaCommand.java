package virga.ops.bench;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** How a process of the same program is started: this JVM's java, class path and cache. */
public final class JavaCommand {
    /** What the launcher gives whatever runs for months. */
    private static final List<String> SMALL_FLAGS =
            List.of(
                    "-XX:NewRatio=4",
                    "-XX:MinHeapFreeRatio=15",
                    "-XX:MaxHeapFreeRatio=25",
                    "-XX:TrimNativeHeapInterval=10000",
                    "-XX:Tier3InvocationThreshold=2000",
                    "-XX:Tier3MinInvocationThreshold=1000",
                    "-XX:Tier3CompileThreshold=20000",
                    "-XX:Tier3BackEdgeThreshold=600000");

    /** What the launcher gives `virga node`. */
    public static final List<String> NODE_FLAGS = small("-Xms18m", "-Xmx512m");

    /** What the launcher gives `virga swarm`. */
    public static final List<String> SWARM_FLAGS = small("-Xms64m", "-Xmx2g");

    /** For what only makes load or answers it. */
    public static final List<String> LOAD_FLAGS =
            List.of("-Xms128m", "-Xmx512m", "-XX:+UseSerialGC");

    private static final List<String> COMMON_FLAGS =
            List.of(
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-XX:+UseCompactObjectHeaders",
                    "-Dio.netty.jfr.enabled=false",
                    "-Dio.netty.machineId=02:00:00:00:00:01",
                    "-Djavax.net.ssl.trustStore=NONE");

    /** More flags for every child, as for a profiler; parted by spaces. */
    private static final String EXTRA_FLAGS_VARIABLE = "VIRGA_BENCH_JAVA_OPTS";

    private JavaCommand() {}

    private static List<String> small(String heapMin, String heapMax) {
        return Stream.concat(Stream.of(heapMin, heapMax, "-XX:+UseSerialGC"), SMALL_FLAGS.stream())
                .toList();
    }

    /** The command that runs {@code main} with these flags and arguments. */
    public static List<String> of(List<String> flags, Class<?> main, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(COMMON_FLAGS);
        command.addAll(launcherFlags());
        String extra = System.getenv().getOrDefault(EXTRA_FLAGS_VARIABLE, "");
        Stream.of(extra.split(" ")).filter(flag -> !flag.isEmpty()).forEach(command::add);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(main.getName());
        command.addAll(arguments);
        return command;
    }

    /** The cache and the quiet log that this process was started with, if by the launcher. */
    private static List<String> launcherFlags() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("-XX:AOTCache=") || flag.startsWith("-Xlog:"))
                .toList();
    }
}
