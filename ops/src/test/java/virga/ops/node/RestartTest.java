package virga.ops.node;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import virga.ops.admin.AdminRequest;
import virga.ops.admin.Document;
import virga.ops.config.NodeFlags;
import virga.ops.problem.Exit;
import virga.ops.problem.Problem;
import virga.ops.problem.ProblemException;

/** What is said to who starts an admitted home again with flags that do not fit it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
final class RestartTest {
    private final NodesHere here;
    private String token = "";
    private String otherDomain = "";

    RestartTest(@TempDir Path folder) {
        this.here = new NodesHere(folder);
    }

    @BeforeAll
    void build() {
        here.begin(Map.of("roles", List.of("operator", "super"), "listen", "127.0.0.1:0"));
        token = here.token("acme", List.of("user"), 1, List.of());
        here.addDomain("rival");
        otherDomain = here.token("rival", List.of("user"), 1, List.of());
        here.start("me", token, Map.of("name", "me")).close();
    }

    @AfterAll
    void stop() {
        here.close();
    }

    @Test
    void theTokenOfTheSameNetworkIsSaidToBeOfNoUse() {
        here.said().clear();
        here.start("me", token, Map.of()).close();
        assertEquals(List.of("already admitted; the token is not used"), here.said());
    }

    @Test
    void aMistypedTokenIsAMistakeThoughItIsNotNeeded() {
        assertEquals(Exit.USAGE, notStarted("garbage", Map.of()).exit());
        assertEquals(Exit.USAGE, notStarted(token.substring(0, 40), Map.of()).exit());
    }

    @Test
    void aTokenFileMayBeRemovedOnceItHasServed() {
        here.said().clear();
        here.start("me", "@" + here.home("gone"), Map.of()).close();
        assertEquals(List.of(), here.said());
    }

    @Test
    void theTokenOfAnotherNetworkOrDomainIsRefused() {
        for (String other : List.of(AlteredToken.underAnotherPin(token), otherDomain)) {
            Problem refused = notStarted(other, Map.of());
            assertEquals(Exit.REFUSED, refused.exit());
            assertEquals("this home is already a node of acme: use another --home", refused.line());
        }
    }

    @Test
    void anotherNameThanTheAdmittedOneIsRefusedAndNoNameIsFine() {
        Problem refused = notStarted(null, Map.of("name", "you"));
        assertEquals(Exit.REFUSED, refused.exit());
        assertEquals(
                "this node was admitted with the name me and not as you: leave --name out, or join"
                        + " with another token in a new home",
                refused.line());
        here.start("me", null, Map.of("name", "me")).close();
    }

    @Test
    void whatIsNoNameIsAMistakeThoughTheNodeHasOne() {
        for (String wrong : List.of("Not a Name", "-me", "m".repeat(64))) {
            Problem refused = notStarted(null, Map.of("name", wrong));
            assertEquals(Exit.USAGE, refused.exit());
            assertTrue(refused.line().contains("lower-case"), refused.line());
        }
    }

    @Test
    void aDatabaseOfANewerVirgaIsRefusedAndLeftAsItIs() throws Exception {
        Path virga = here.home("me").resolve("virga.db");
        assertRefusedWhileNewer(virga, () -> here.start("me", null, Map.of()));
        Map<String, Object> operator =
                Map.of("roles", List.of("operator"), "listen", "127.0.0.1:0");
        here.start("op2", null, operator).close();
        Path dht = here.home("op2").resolve("dht.db");
        assertRefusedWhileNewer(dht, () -> here.start("op2", null, operator));
    }

    @Test
    void anOperatorStartedAgainWithoutRolesIsOneStill() {
        Map<String, Object> first =
                Map.of(
                        "roles",
                        List.of("operator", "super"),
                        "listen",
                        "127.0.0.1:0",
                        "name",
                        "chief");
        here.start("op3", null, first).close();
        try (RunningNode _ = here.start("op3", null, Map.of())) {
            assertEquals(
                    List.of("super", "operator"),
                    here.ask("op3", new AdminRequest.Status(), Document.Status.class).roles());
            here.ask("op3", new AdminRequest.DomainAdd("kept"), Document.DomainAdded.class);
            assertEquals(
                    "chief",
                    here.ask("op3", new AdminRequest.Status(), Document.Status.class).name());
        }
    }

    @Test
    void aNodeStartedAgainIsAtTheLabelsItWasAdmittedWith() {
        Map<String, Object> first =
                Map.of(
                        "roles", List.of("operator", "tunnel"),
                        "listen", "127.0.0.1:0",
                        "location-label", List.of("desk", "rack 7, left"));
        here.start("op6", null, first).close();
        for (int again = 0; again < 2; again++) {
            try (RunningNode _ = here.start("op6", null, Map.of())) {
                assertEquals(Set.of("desk", "rack 7, left"), labels("op6"));
            }
        }
        try (RunningNode _ = here.start("op6", null, Map.of("location-label", List.of("desk")))) {
            assertEquals(Set.of("desk"), labels("op6"));
        }
    }

    private Set<String> labels(String home) {
        return here
                .ask(home, new AdminRequest.Location(), Document.Locations.class)
                .locations()
                .stream()
                .map(Document.LocationLine::label)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    @Test
    void aHomeThatOperatorInitMadeIsAnOperatorsWithoutRoles() {
        NetworkBeginning.begin(here.home("op4"), here.home("op4-root.pem"), new char[0], Map.of());
        try (RunningNode _ = here.start("op4", null, Map.of("listen", "127.0.0.1:0"))) {
            here.ask("op4", new AdminRequest.DomainAdd("first"), Document.DomainAdded.class);
        }
    }

    @Test
    void aNodeStartedAgainListensWhereTokensSayItDoes() throws IOException {
        Map<String, Object> first = Map.of("roles", List.of("operator"), "listen", "127.0.0.1:0");
        String listen = startedAt("op5", first);
        assertEquals(listen, startedAt("op5", Map.of()));
        here.said().clear();
        int port = Integer.parseInt(listen.substring(listen.indexOf(':') + 1));
        try (ServerSocket other = new ServerSocket()) {
            other.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            assertNotEquals(listen, startedAt("op5", Map.of()));
        }
        assertTrue(
                here.said().getFirst().startsWith("cannot listen at " + listen + " as last time"),
                here.said().toString());
        assertEquals(listen, startedAt("op5", Map.of()));
    }

    /** Where a node listens that was started and ended again. */
    private String startedAt(String home, Map<String, Object> keys) {
        try (RunningNode node = here.start(home, null, keys)) {
            return node.ready().listen();
        }
    }

    @Test
    void aHomeInUseIsRefusedBeforeItsLogIsTouched() {
        NodeFlags flags = new NodeFlags(here.home("op"), null, null, Map.of());
        NodeVoice nobody =
                new NodeVoice() {
                    @Override
                    public void ready(List<Document.Ready> all) {}

                    @Override
                    public void say(String line) {}

                    @Override
                    public Map<String, String> environment() {
                        return Map.of();
                    }
                };
        Problem refused =
                assertThrows(ProblemException.class, () -> NodeProcess.run(flags, false, nobody))
                        .problem();
        assertTrue(refused.message().startsWith("a node already runs"), refused.message());
        assertTrue(Files.notExists(here.home("op").resolve("log").resolve(NodeLog.FILE)));
    }

    private void assertRefusedWhileNewer(Path database, Supplier<RunningNode> start)
            throws Exception {
        int version = version(database);
        setVersion(database, 99);
        byte[] before = Files.readAllBytes(database);
        Problem refused = assertThrows(ProblemException.class, start::get).problem();
        assertEquals(Exit.FAILED, refused.exit());
        assertEquals(
                "the database was written by a newer virga: "
                        + database
                        + ": use that one, or move the file away",
                refused.line());
        assertArrayEquals(before, Files.readAllBytes(database));
        setVersion(database, version);
        start.get().close();
    }

    private static int version(Path database) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                var statement = connection.createStatement();
                var row = statement.executeQuery("PRAGMA user_version")) {
            return row.getInt(1);
        }
    }

    private static void setVersion(Path database, int version) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                var statement = connection.createStatement()) {
            statement.execute("PRAGMA user_version = " + version);
        }
    }

    private Problem notStarted(@Nullable String join, Map<String, Object> keys) {
        return here.notStarted("me", join, keys);
    }
}
