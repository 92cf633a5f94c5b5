package virga.ops.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import virga.ops.admin.AdminHandler;
import virga.ops.admin.AdminJson;
import virga.ops.admin.AdminListener;
import virga.ops.admin.Document;
import virga.ops.problem.Exit;
import virga.ops.problem.Problem;

@Timeout(60)
final class MainTest {
    private static final Document.RevocationsLine NO_LIST =
            new Document.RevocationsLine(0, null, 0, false, false);

    @TempDir Path home = Path.of("");

    private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void stop() {
        blocking.shutdownNow();
    }

    @Test
    void everyVerbHasHelpWithAnExample() {
        for (CommandLine verb : verbs()) {
            String help = verb.getUsageMessage(CommandLine.Help.Ansi.OFF);
            String name = verb.getCommandSpec().qualifiedName(" ");
            int example = help.indexOf("Example:");
            assertTrue(example > 0 && help.indexOf("virga", example) > 0, name);
            assertTrue(help.contains("--home") && help.contains("--json"), name);
        }
    }

    /** A line that the terminal breaks goes on at another column than its neighbours. */
    @Test
    void helpIsNotBrokenByHandAndByTheTerminalToo() {
        for (CommandLine verb : verbs()) {
            String name = verb.getCommandSpec().qualifiedName(" ");
            for (String line : verb.getCommandSpec().usageMessage().footer()) {
                assertTrue(line.length() < 80, name + ": " + line);
            }
            for (CommandLine.Model.OptionSpec option : verb.getCommandSpec().options()) {
                assertTrue(option.description().length <= 1, name + " " + option.longestName());
            }
        }
    }

    @Test
    void theFirstLineOfEveryDescriptionIsWholeForItStandsAloneInTheList() {
        for (CommandLine verb : verbs()) {
            String[] lines = verb.getCommandSpec().usageMessage().description();
            String name = verb.getCommandSpec().qualifiedName(" ");
            assertTrue(lines.length > 0 && lines[0].endsWith("."), name);
        }
    }

    @Test
    void aWordThatIsNoVerbIsCalledSo() {
        assertEquals(
                "virga: there is no verb `virga foo`: see `virga --help`\n",
                typed(List.of("foo")).err());
        assertTrue(typed(List.of("tunnel", "opne")).err().contains("no verb `virga tunnel opne`"));
        assertTrue(typed(List.of("status", "now")).err().contains("'now' is one word too many"));
        assertTrue(typed(List.of("status", "--nwo")).err().contains("unknown option: '--nwo'"));
    }

    @Test
    void aFileIsNeverTakenForMoreWords() throws IOException {
        Path file = Files.writeString(home.resolve("words"), "--version");
        assertEquals(Exit.USAGE.code(), typed(List.of("@" + file)).exit());
    }

    @Test
    void completionKnowsEveryVerb() {
        for (String shell : List.of("bash", "zsh")) {
            Typed typed = Typed.virga("completion", shell);
            assertEquals(0, typed.exit());
            for (CommandLine verb : verbs()) {
                assertTrue(typed.out().contains(verb.getCommandName()), verb.getCommandName());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "virga stat, status",
        "virga status --check re, ready",
        "virga tunnel open --via d, direct",
        "virga node --roles op, operator",
        "virga node --cloud of, off",
    })
    void bashLoadsTheCompletionAndCompletes(String typed, String completed)
            throws IOException, InterruptedException {
        Path script =
                Files.writeString(home.resolve("bash"), Typed.virga("completion", "bash").out());
        List<String> words = List.of(typed.split(" ", -1));
        assertEquals(
                completed,
                bash(
                        "source "
                                + script
                                + " && COMP_WORDS=("
                                + typed
                                + ") COMP_CWORD="
                                + (words.size() - 1)
                                + " && _complete_virga virga "
                                + words.getLast()
                                + " "
                                + words.get(words.size() - 2)
                                + " 2>/dev/null; echo ${COMPREPLY[*]}"));
    }

    @Test
    void zshLoadsTheCompletionAndKnowsTheVerbs() throws IOException, InterruptedException {
        assumeTrue(
                Stream.of("/bin/zsh", "/usr/bin/zsh").map(Path::of).anyMatch(Files::isExecutable),
                "zsh is not installed");
        Path script =
                Files.writeString(home.resolve("zsh"), Typed.virga("completion", "zsh").out());
        String loaded = "autoload -Uz compinit && compinit -u -D; source " + script;
        assertTrue(
                said("zsh", "-f", "-c", loaded + "; echo $_comps[virga]").contains("_virga"),
                "nothing is bound to the command");
        // What zsh calls for `virga stat` and TAB; it picks those that fit by itself.
        String offered =
                said(
                        "zsh",
                        "-f",
                        "-c",
                        loaded
                                + "; emulate sh; COMP_WORDS=(virga stat); COMP_CWORD=1;"
                                + " _complete_virga virga stat virga; echo ${COMPREPLY[*]}");
        for (CommandLine verb : verbs()) {
            if (verb.getParent() != null && verb.getParent().getParent() == null) {
                assertTrue(offered.contains(verb.getCommandName()), offered);
            }
        }
    }

    private static String bash(String command) throws IOException, InterruptedException {
        return said("bash", "--norc", "-c", command);
    }

    private static String said(String... command) throws IOException, InterruptedException {
        Process shell = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, shell.waitFor(), said);
        return said.strip();
    }

    @Test
    void wrongUsageIsExitTwoWithOneLine() {
        List<List<String>> wrong =
                List.of(
                        List.of(),
                        List.of("rain"),
                        List.of("tunnel"),
                        List.of("tunnel", "opne"),
                        List.of("tunnel", "open"),
                        List.of("ping", "x", "--count", "many"),
                        List.of("ping", "x", "--count", "0"),
                        List.of("status", "--check", "sometimes"),
                        List.of("completion", "fish"),
                        List.of("operator", "token", "create"),
                        List.of("operator", "token", "create", "--domain", "a", "--expires", "5y"),
                        List.of("device", "add", "p", "--domain", "a", "--location", "l"),
                        List.of("device", "add", "p", "--mac", "m", "--host", "h"),
                        List.of("swarm", "--nodes", "0"));
        for (List<String> arguments : wrong) {
            Typed typed = typed(arguments);
            assertEquals(Exit.USAGE.code(), typed.exit(), arguments.toString());
            assertEquals(1, typed.err().lines().count(), typed.err());
            assertFalse(typed.err().contains("rror:"), typed.err());
            assertEquals("", typed.out());
        }
    }

    @Test
    void everyKindOfProblemHasItsExitAndIsInTheDocument() throws IOException {
        for (Exit exit : Exit.values()) {
            if (exit == Exit.DONE) {
                continue;
            }
            Problem problem = new Problem(exit, "it went wrong", "do this");
            try (var _ = listen((request, session) -> session.fail(problem))) {
                Typed typed = typed(List.of("status", "--json"));
                assertEquals(exit.code(), typed.exit());
                assertTrue(typed.out().contains("\"code\": \"" + exit.word() + "\""));
                assertTrue(typed.out().contains("\"hint\": \"do this\""));
                assertEquals("virga: it went wrong: do this\n", typed.err());
            }
        }
    }

    @Test
    void noStackTraceUnlessAsked() {
        assertFalse(typed(List.of("status")).err().contains("\tat "));
        assertTrue(typed(List.of("status", "--debug")).err().contains("\tat "));
    }

    @Test
    void aDocumentIsAllThatStandardOutputHas() throws IOException {
        try (var _ =
                listen(
                        (request, session) -> {
                            session.progress("asking", 1);
                            session.result(new Document.Domains(List.of()));
                        })) {
            Typed typed = typed(List.of("operator", "domain", "list", "--json"));
            assertEquals("{\n  \"schema\": 1,\n  \"domains\": []\n}\n", typed.out());
            assertEquals("", typed.err());
            assertEquals("no domains\n", typed(List.of("operator", "domain", "list")).out());
        }
    }

    @Test
    void statusSaysWhoWasTurnedAwayAndNothingWhereNobodyWas() throws IOException {
        assertFalse(shown(Map.of()).contains("turned away"));
        assertTrue(
                shown(Map.of("clock", 1L, "not-virga", 12L, "unknown-secret", 3L))
                        .contains("turned away  12 not-virga, 3 unknown-secret, 1 clock\n"));
    }

    @Test
    void statusSaysWhatIsKnownOfRevokedKeysAndWhetherThisNodeIsOne() throws IOException {
        assertShown("list 7 of T, 1 key", 1, false, false);
        assertShown("list 7 of T, 2 keys: older than 24 hours", 2, true, false);
        assertShown("was revoked", 2, false, true);
        assertTrue(shown(Map.of()).contains("none known yet\n"));
    }

    private void assertShown(String end, int keys, boolean old, boolean self) throws IOException {
        String out = shown(Map.of(), new Document.RevocationsLine(7, "T", keys, old, self));
        assertTrue(out.contains(end + "\n"), out);
    }

    private String shown(Map<String, Long> turnedAway) throws IOException {
        return shown(turnedAway, NO_LIST);
    }

    private String shown(Map<String, Long> turnedAway, Document.RevocationsLine revocations)
            throws IOException {
        Document.Status status =
                new Document.Status(
                        "dfe47365.aaaa",
                        "",
                        new Document.DomainName("dfe47365", "acme"),
                        List.of("user"),
                        "off",
                        "off",
                        new Document.Certificate("2026-11-21T00:00:00Z"),
                        "",
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        turnedAway,
                        revocations,
                        1,
                        4711);
        try (var _ = listen((request, session) -> session.result(status))) {
            return typed(List.of("status")).out();
        }
    }

    @Test
    void theHomeIsTheFlagThenTheVariableThenTheUsualOne() {
        Screen plain = screen(Map.of());
        Screen named = screen(Map.of("VIRGA_HOME", home.toString()));
        assertEquals(Path.of("/x"), Main.home(Path.of("/x"), named));
        assertEquals(home.toAbsolutePath(), Main.home(null, named));
        assertTrue(Main.home(null, plain).endsWith(".virga"));
    }

    @Test
    void checkPrintsNothing() throws IOException {
        Typed dead = typed(List.of("status", "--check", "live"));
        assertEquals(new Typed(1, "", ""), dead);
        AdminHandler handler = (request, session) -> session.result(new Document.Check(true, ""));
        try (var _ = listen(handler)) {
            assertEquals(new Typed(0, "", ""), typed(List.of("status", "--check", "ready")));
        }
    }

    @Test
    void aSocksDoorSaysWhatItRefusedOnStandardErrorALineEach() throws IOException {
        Document.ProxyRefused first =
                new Document.ProxyRefused(
                        "printer.acme.virga:631", "no-path", "off", "start it", 0);
        Document.ProxyRefused more =
                new Document.ProxyRefused(
                        "printer.acme.virga:631", "no-path", "off", "start it", 41);
        AdminHandler handler =
                (request, session) -> {
                    session.hold(new Document.ProxyOpened("127.0.0.1:1080"));
                    session.event(first);
                    session.event(more);
                    session.fail(Problem.failed("the node stops", ""));
                };
        try (var _ = listen(handler)) {
            Typed person = typed(List.of("proxy"));
            assertEquals("proxy 127.0.0.1:1080\n", person.out());
            assertEquals(
                    """
                    refused printer.acme.virga:631: off (start it)
                    refused printer.acme.virga:631: off ... and 41 more
                    virga: the node stops
                    """,
                    person.err());
            List<String> script = typed(List.of("proxy", "--json")).err().lines().toList();
            assertEquals(AdminJson.printLine(AdminJson.tree(first)), script.get(0));
            assertEquals(AdminJson.printLine(AdminJson.tree(more)), script.get(1));
        }
    }

    @Test
    void aDeviceThatAllowsANameOfNobodyIsRegisteredWithAWarning() throws IOException {
        List<String> warnings =
                IntStream.range(0, 25).mapToObj(i -> "nobody is named bob" + i).toList();
        AdminHandler handler =
                (request, session) ->
                        session.result(new Document.DevicesApplied(1, 0, 0, warnings));
        try (var _ = listen(handler)) {
            Path file = Files.writeString(home.resolve("devices.conf"), "devices = []\n");
            Typed typed = typed(List.of("device", "apply", "-f", file.toString()));
            assertEquals("1 added, 0 changed, 0 unchanged\n", typed.out());
            List<String> lines = typed.err().lines().toList();
            assertEquals("virga: nobody is named bob0", lines.getFirst());
            assertEquals("virga: 5 more like these: see them with --json", lines.getLast());
            assertEquals(21, lines.size());
        }
    }

    @Test
    void configCheckNamesFileAndLine() throws IOException {
        Path file = home.resolve("virga.conf");
        assertEquals(file + ": not there, none needed\n", typed(List.of("config", "check")).out());
        Files.writeString(file, "roles = [tunnel]\nlisten-on = \"0.0.0.0:1\"\n");
        Typed typed = typed(List.of("config", "check"));
        assertEquals(Exit.USAGE.code(), typed.exit());
        assertTrue(typed.err().contains(file + ":2: unknown key 'listen-on'"), typed.err());

        Files.writeString(file, "roles = [tunnel]\n");
        assertEquals(file + ": no faults\n", typed(List.of("config", "check")).out());
    }

    private AdminListener listen(AdminHandler handler) throws IOException {
        return AdminListener.open(home, Map.of(), handler, blocking);
    }

    private Typed typed(List<String> arguments) {
        List<String> all = new ArrayList<>(arguments);
        if (!arguments.isEmpty()) {
            all.addAll(List.of("--home", home.toString()));
        }
        return Typed.virga(all.toArray(new String[0]));
    }

    private static Screen screen(Map<String, String> environment) {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        return new Screen(nowhere, nowhere, Reader.nullReader(), 0, environment);
    }

    private static List<CommandLine> verbs() {
        List<CommandLine> verbs = new ArrayList<>();
        verbs.add(Main.commandLine(screen(Map.of())));
        for (int i = 0; i < verbs.size(); i++) {
            verbs.addAll(verbs.get(i).getSubcommands().values());
        }
        return verbs;
    }
}
