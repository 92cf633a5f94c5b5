package virga.ops.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import virga.actors.settings.NodeSettingsFile;
import virga.ops.problem.Exit;
import virga.ops.problem.Problem;
import virga.ops.problem.ProblemException;
import virga.protocol.identity.Role;

final class ConfigFileTest {
    @TempDir Path home = Path.of("");

    @Test
    void theFlagWinsOverTheFile() throws IOException {
        write("roles = [tunnel]\nname = site\njoin = \"@token.txt\"\n");
        ConfigFile file = ConfigFile.read(flags(Map.of()));
        assertEquals(Set.of(Role.TUNNEL), file.settings().roles());
        assertEquals("site", file.settings().name());
        assertEquals(Optional.of("@token.txt"), file.join());

        ConfigFile flagged = ConfigFile.read(flags(Map.of("roles", List.of("user"))));
        assertEquals(Set.of(Role.USER), flagged.settings().roles());
        assertEquals("site", flagged.settings().name());
    }

    @Test
    void aMissingFileIsTheUsualSettingsUnlessItWasNamed() {
        assertEquals(Set.of(Role.USER), ConfigFile.read(flags(Map.of())).settings().roles());
        var named = new NodeFlags(home, home.resolve("none.conf"), null, Map.of());
        assertEquals(Exit.USAGE, problem(named).exit());
    }

    @Test
    void anUnknownKeyIsNamedWithFileAndLine() throws IOException {
        write("# mine\nroles = [user]\nlimits { links = 5, speed = 3 }\n");
        assertTrue(
                problem(flags(Map.of()))
                        .message()
                        .endsWith("virga.conf:3: unknown key 'limits.speed'"));
    }

    @Test
    void everyKeyIsDocumented() throws IOException {
        String page = Files.readString(Path.of("../docs/configuration.md"));
        for (String key : NodeSettingsFile.KEYS) {
            assertTrue(page.contains("| `" + key + "` |"), key);
        }
        assertTrue(page.contains("| `registry` |"));
    }

    @Test
    void aWrongValueIsNamedWithFileAndLine() throws IOException {
        write("name = x\nroles = [king]\n");
        String message = problem(flags(Map.of())).message();
        assertTrue(message.contains("virga.conf:2: roles: no such role: king"), message);
    }

    @Test
    void aWrongLimitIsNamedWithFileLineAndKey() throws IOException {
        assertWrong("limits { links = -1 }", "limits.links: -1 is not at least 1");
        assertWrong(
                "limits { links = 5, links-per-domain = 6 }",
                "limits.links-per-domain: 6 is not at most limits.links, which is 5");
        assertWrong("limits.tunnel-idle = -5m", "limits.tunnel-idle: -5m is not 0 or more");
    }

    @Test
    void aTokenThatIsNoneIsNamedWithFileAndLine() throws IOException {
        assertWrong("join = virga1xx", "join: ");
    }

    @Test
    void aRegistryIsReadAndItsPasswordShownNowhere() throws IOException {
        write("registry = \"jdbc:postgresql://db/virga?password=hunter2\"\n");
        ConfigFile file = ConfigFile.read(flags(Map.of()));
        assertEquals("postgresql://db:5432/virga", file.registry().orElseThrow().toString());
        assertFalse(file.toString().contains("hunter2"), file.toString());
        for (String wrong :
                List.of(
                        "registry = \"jdbc:postgresql://op:hunter2@db/virga\"",
                        "registry = \"jdbc:mysql://db/virga?password=hunter2\"",
                        "registry = jdbc:postgresql://db/virga?password=hunter2",
                        "registry = \"jdbc:postgresql://db/virga?password=hunter2",
                        "registries = \"jdbc:postgresql://db/virga?password=hunter2\"",
                        "roles = \"jdbc:postgresql://db/virga?password=hunter2\"")) {
            write(wrong + "\n");
            Problem problem = problem(flags(Map.of()));
            assertFalse(problem.toString().contains("hunter2"), problem.toString());
        }
    }

    private void assertWrong(String line, String said) throws IOException {
        write("name = x\n" + line + "\n");
        Problem problem = problem(flags(Map.of()));
        assertTrue(problem.message().contains("virga.conf:2: " + said), problem.message());
        assertEquals(Exit.USAGE, problem.exit());
    }

    @Test
    void brokenSyntaxIsNamedWithItsLine() throws IOException {
        write("roles = [user]\nname = {\n");
        String message = problem(flags(Map.of())).message();
        assertTrue(message.contains("virga.conf: 3"), message);
        assertEquals(1, message.lines().count());
    }

    private void write(String text) throws IOException {
        Files.writeString(home.resolve("virga.conf"), text);
    }

    private NodeFlags flags(Map<String, Object> keys) {
        return new NodeFlags(home, null, null, keys);
    }

    private static Problem problem(NodeFlags flags) {
        return assertThrows(ProblemException.class, () -> ConfigFile.read(flags)).problem();
    }
}
