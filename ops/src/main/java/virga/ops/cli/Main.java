package virga.ops.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;
import virga.ops.admin.AdminJson;
import virga.ops.bench.BenchVerb;
import virga.ops.demo.DemoVerb;
import virga.ops.problem.Exit;
import virga.ops.problem.Problem;
import virga.ops.problem.ProblemException;

/** The program's entry: parses the command line, runs one verb, and turns problems into exits. */
@Command(
        name = "virga",
        mixinStandardHelpOptions = true,
        version = "virga " + Main.VERSION,
        scope = ScopeType.INHERIT,
        synopsisSubcommandLabel = "VERB",
        description = "Joins machines into one cloud and opens tunnels to devices on their LANs.",
        footer = {"", "Example:", "  virga status --home ~/.virga --json"},
        subcommands = {
            NodeVerb.class,
            SwarmVerb.class,
            DemoVerb.class,
            StatusVerb.class,
            PeersVerb.class,
            PingVerb.class,
            DoctorVerb.class,
            PartitionsVerb.class,
            DhtVerb.class,
            ConfigVerb.class,
            OperatorVerb.class,
            DeviceVerb.class,
            LocationVerb.class,
            DevicesVerb.class,
            TunnelVerb.class,
            ProxyVerb.class,
            BenchVerb.class,
            CompletionVerb.class,
        })
public final class Main implements Runnable {
    static final String VERSION = "0.1.0";
    private static final String JSON = "--json";
    private static final String DEBUG = "--debug";
    private static final String PICOCLI_ERROR = "Error: ";

    private final Screen screen;

    @Spec @Nullable CommandSpec spec;

    @Option(
            names = "--home",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "The node's home; default $VIRGA_HOME, else ~/.virga.")
    @Nullable Path home;

    @Option(names = JSON, scope = ScopeType.INHERIT, description = "Print one JSON document.")
    boolean json;

    @Option(
            names = DEBUG,
            scope = ScopeType.INHERIT,
            description = "Show stack traces and detailed logs.")
    boolean debug;

    Main(Screen screen) {
        this.screen = screen;
    }

    public static void main(String[] arguments) {
        // A service manager's stop and a person's end alike; the JVM's own exit would be 143.
        Signals.register("TERM", () -> System.exit(Exit.INTERRUPTED.code()));
        System.exit(run(Screen.ofProcess(), arguments));
    }

    /** Runs one verb and returns the exit code. */
    public static int run(Screen screen, String... arguments) {
        int code = commandLine(screen).execute(arguments);
        screen.out().flush();
        screen.err().flush();
        return code;
    }

    /** The parser of all verbs. */
    static CommandLine commandLine(Screen screen) {
        CommandLine line = new CommandLine(new Main(screen));
        line.setOut(screen.out());
        line.setErr(screen.err());
        line.setColorScheme(CommandLine.Help.defaultColorScheme(ansi(screen)));
        line.setUsageHelpAutoWidth(false);
        // `--join @FILE` is read by whoever joins, and no further than a token is long.
        line.setExpandAtFiles(false);
        line.setParameterExceptionHandler(
                (wrong, arguments) -> explain(screen, usage(wrong), wrong, arguments));
        line.setExecutionExceptionHandler(
                (failure, command, parsed) ->
                        explain(
                                screen,
                                problem(failure),
                                failure,
                                parsed.originalArgs().toArray(new String[0])));
        return line;
    }

    @Override
    public void run() {
        if (spec == null) {
            throw new IllegalStateException("picocli sets the spec before it runs");
        }
        throw new ParameterException(spec.commandLine(), "a verb is missing");
    }

    Screen screen() {
        return screen;
    }

    boolean json() {
        return json;
    }

    boolean debug() {
        return debug;
    }

    Path home() {
        return home(home, screen);
    }

    static Path home(@Nullable Path chosen, Screen screen) {
        String named = screen.environment().getOrDefault("VIRGA_HOME", "");
        if (chosen != null) {
            return chosen.toAbsolutePath().normalize();
        }
        return named.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".virga")
                : Path.of(named).toAbsolutePath().normalize();
    }

    private static Ansi ansi(Screen screen) {
        boolean plain = !screen.terminal() || screen.environment().containsKey("NO_COLOR");
        return plain ? Ansi.OFF : Ansi.ON;
    }

    private static Problem usage(ParameterException wrong) {
        String verb = wrong.getCommandLine().getCommandSpec().qualifiedName(" ");
        if (wrong instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption()) {
            return Problem.usage(unmatched(unmatched), "see `" + verb + " --help`");
        }
        String message = Objects.requireNonNullElse(wrong.getMessage(), "Wrong usage");
        message =
                message.startsWith(PICOCLI_ERROR)
                        ? message.substring(PICOCLI_ERROR.length())
                        : message;
        return Problem.usage(
                Character.toLowerCase(message.charAt(0)) + message.substring(1),
                "see `" + verb + " --help`");
    }

    private static String unmatched(UnmatchedArgumentException wrong) {
        CommandSpec command = wrong.getCommandLine().getCommandSpec();
        String word = wrong.getUnmatched().getFirst();
        return command.subcommands().isEmpty()
                ? "'" + word + "' is one word too many"
                : "there is no verb `" + command.qualifiedName(" ") + " " + word + "`";
    }

    private static Problem problem(Exception failure) {
        if (failure instanceof ProblemException known) {
            return known.problem();
        }
        String message = failure.getMessage();
        return Problem.failed(
                message == null ? failure.getClass().getSimpleName() : message,
                "run it again with --debug to see where");
    }

    private static int explain(
            Screen screen, Problem problem, Exception failure, String... arguments) {
        Exit exit = problem.exit();
        if (Arrays.asList(arguments).contains(JSON)) {
            screen.out().println(AdminJson.print(AdminJson.tree(problem)));
        }
        screen.err().println("virga: " + problem.line());
        if (Arrays.asList(arguments).contains(DEBUG)) {
            failure.printStackTrace(screen.err());
        }
        return exit.code();
    }
}
