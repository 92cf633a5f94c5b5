package virga.ops.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import virga.ops.operator.registry.NodeEntry;
import virga.ops.operator.registry.Registry;
import virga.ops.operator.registry.StaticRecord;
import virga.ops.operator.registry.TokenEntry;
import virga.ops.operator.registry.database.RegistryPlace;
import virga.protocol.record.RecordKind;

/** Killing the operator at any moment loses nothing that it has answered. */
class RegistryKillTest {
    private final String argument;
    private final RegistryPlace place;

    RegistryKillTest(@TempDir Path folder) {
        argument = argument(folder);
        place = AdmittingProcess.place(argument);
    }

    /** How the process that is killed is told where the registry is. */
    String argument(Path folder) {
        return folder.toString();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 50, 2_000})
    void killedOperatorKnowsEveryNodeThatItAnswered(int answersBeforeTheKill) throws Exception {
        Process child =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx256m",
                                "-XX:+UseSerialGC",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty(
                                        "surefire.test.class.path",
                                        System.getProperty("java.class.path")),
                                AdmittingProcess.class.getName(),
                                argument,
                                "64")
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        Set<String> answered = new HashSet<>();
        try (var lines =
                new BufferedReader(
                        new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            while (line != null) {
                // What was cut off by the kill is no answer.
                if (line.length() == 64) {
                    answered.add(line);
                }
                if (answered.size() == answersBeforeTheKill) {
                    // Through the handle: the process itself would close the pipe that is read
                    // here.
                    child.toHandle().destroyForcibly();
                }
                line = lines.readLine();
            }
        }
        assertNotEquals(0, child.waitFor());
        assertTrue(answered.size() >= answersBeforeTheKill, "the child ended by itself");
        assertKnown(answered);
    }

    private void assertKnown(Set<String> answered) {
        try (Registry registry = Registry.open(place, Runnable::run)) {
            List<NodeEntry> nodes =
                    RegistryFixture.done(registry.read(tables -> tables.nodes().all()));
            Set<String> known =
                    nodes.stream()
                            .filter(node -> !node.token().isEmpty())
                            .map(node -> node.publicKey().toString())
                            .collect(Collectors.toSet());
            assertTrue(known.containsAll(answered), "an answered node is lost");
            NodeEntry admitted =
                    nodes.stream()
                            .filter(node -> !node.token().isEmpty())
                            .findFirst()
                            .orElseThrow();
            TokenEntry token =
                    RegistryFixture.done(
                                    registry.read(
                                            tables ->
                                                    tables.tokens().bySecretHash(admitted.token())))
                            .orElseThrow();
            assertEquals(DomainRegistration.TOKEN_USES_MAX - known.size(), token.usesLeft());
            List<StaticRecord> records =
                    RegistryFixture.done(
                            registry.read(
                                    tables ->
                                            tables.records()
                                                    .since(0, RegistryFixture.START, 1_000_000)));
            assertEquals(
                    known.size() + 1,
                    records.stream().filter(r -> r.about() == RecordKind.NODE).count(),
                    "each node has its record, and the operator's own");
        }
    }
}
