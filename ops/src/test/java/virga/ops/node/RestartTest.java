package virga.ops.node;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
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
import java.time.Clock;
import java.util.ArrayList;
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
import virga.ops.admin.AdminClient;
import virga.ops.admin.AdminJson;
import virga.ops.admin.AdminRequest;
import virga.ops.admin.Document;
import virga.ops.config.NodeFlags;
import virga.ops.problem.Exit;
import virga.ops.problem.Problem;
import virga.ops.problem.ProblemException;
import virga.protocol.Bytes;
import virga.protocol.membership.JoinToken;

/** What is said to who starts an admitted home again with flags that do not fit it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
final class RestartTest {
    @TempDir static Path folder = Path.of("");
    private final Nodes nodes = new Nodes(Map.of(), Clock.systemUTC());
    private final List<String> said = new ArrayList<>();
    private String token = "";
    private String otherDomain = "";

    @BeforeAll
    void build() {
        start("op", null, Map.of("roles", List.of("operator", "super"), "listen", "127.0.0.1:0"));
        token = token("acme");
        otherDomain = token("rival");
        start("me", token, Map.of("name", "me")).close();
    }

    @AfterAll
    void stop() {
        nodes.close();
    }

    @Test
    void theTokenOfTheSameNetworkIsSaidToBeOfNoUse() {
        said.clear();
        start("me", token, Map.of()).close();
        assertEquals(List.of("already admitted; the token is not used"), said);
    }

    @Test
    void aMistypedTokenIsAMistakeThoughItIsNotNeeded() {
        assertEquals(Exit.USAGE, notStarted("garbage", Map.of()).exit());
        assertEquals(Exit.USAGE, notStarted(token.substring(0, 40), Map.of()).exit());
    }

    @Test
    void aTokenFileMayBeRemovedOnceItHasServed() {
        said.clear();
        start("me", "@" + folder.resolve("gone"), Map.of()).close();
        assertEquals(List.of(), said);
    }

    @Test
    void theTokenOfAnotherNetworkOrDomainIsRefused() {
        for (String other : List.of(underAnotherPin(), otherDomain)) {
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
        start("me", null, Map.of("name", "me")).close();
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
        Path virga = folder.resolve("me").resolve("virga.db");
        assertRefusedWhileNewer(virga, () -> start("me", null, Map.of()));
        Map<String, Object> operator =
                Map.of("roles", List.of("operator"), "listen", "127.0.0.1:0");
        start("op2", null, operator).close();
        Path dht = folder.resolve("op2").resolve("dht.db");
        assertRefusedWhileNewer(dht, () -> start("op2", null, operator));
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
        start("op3", null, first).close();
        try (RunningNode _ = start("op3", null, Map.of())) {
            assertEquals(
                    List.of("super", "operator"),
                    ask("op3", new AdminRequest.Status(), Document.Status.class).roles());
            ask("op3", new AdminRequest.DomainAdd("kept"), Document.DomainAdded.class);
            assertEquals(
                    "chief", ask("op3", new AdminRequest.Status(), Document.Status.class).name());
        }
    }

    @Test
    void aNodeStartedAgainIsAtTheLabelsItWasAdmittedWith() {
        Map<String, Object> first =
                Map.of(
                        "roles", List.of("operator", "tunnel"),
                        "listen", "127.0.0.1:0",
                        "location-label", List.of("desk", "rack 7, left"));
        start("op6", null, first).close();
        for (int again = 0; again < 2; again++) {
            try (RunningNode _ = start("op6", null, Map.of())) {
                assertEquals(Set.of("desk", "rack 7, left"), labels("op6"));
            }
        }
        try (RunningNode _ = start("op6", null, Map.of("location-label", List.of("desk")))) {
            assertEquals(Set.of("desk"), labels("op6"));
        }
    }

    private Set<String> labels(String home) {
        return ask(home, new AdminRequest.Location(), Document.Locations.class).locations().stream()
                .map(Document.LocationLine::label)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    @Test
    void aHomeThatOperatorInitMadeIsAnOperatorsWithoutRoles() {
        NetworkBeginning.begin(folder.resolve("op4"), folder.resolve("op4-root.pem"), new char[0]);
        try (RunningNode _ = start("op4", null, Map.of("listen", "127.0.0.1:0"))) {
            ask("op4", new AdminRequest.DomainAdd("first"), Document.DomainAdded.class);
        }
    }

    @Test
    void aNodeStartedAgainListensWhereTokensSayItDoes() throws IOException {
        Map<String, Object> first = Map.of("roles", List.of("operator"), "listen", "127.0.0.1:0");
        String listen = startedAt("op5", first);
        assertEquals(listen, startedAt("op5", Map.of()));
        said.clear();
        int port = Integer.parseInt(listen.substring(listen.indexOf(':') + 1));
        try (ServerSocket other = new ServerSocket()) {
            other.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            assertNotEquals(listen, startedAt("op5", Map.of()));
        }
        assertTrue(
                said.getFirst().startsWith("cannot listen at " + listen + " as last time"),
                said.toString());
        assertEquals(listen, startedAt("op5", Map.of()));
    }

    /** Where a node listens that was started and ended again. */
    private String startedAt(String home, Map<String, Object> keys) {
        try (RunningNode node = start(home, null, keys)) {
            return node.ready().listen();
        }
    }

    @Test
    void aHomeInUseIsRefusedBeforeItsLogIsTouched() {
        NodeFlags flags = new NodeFlags(folder.resolve("op"), null, null, Map.of());
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
        assertTrue(Files.notExists(folder.resolve("op").resolve("log").resolve(NodeLog.FILE)));
    }

    private void assertRefusedWhileNewer(Path database, Supplier<RunningNode> start)
            throws Exception {
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
        setVersion(database, 1);
        start.get().close();
    }

    private static void setVersion(Path database, int version) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                var statement = connection.createStatement()) {
            statement.execute("PRAGMA user_version = " + version);
        }
    }

    private String token(String domain) {
        ask(new AdminRequest.DomainAdd(domain), Document.DomainAdded.class);
        var request = new AdminRequest.TokenCreate(domain, List.of("user"), 1, 3600, List.of());
        return ask(request, Document.Token.class).token();
    }

    private <T extends Document> T ask(AdminRequest request, Class<T> kind) {
        return ask("op", request, kind);
    }

    private <T extends Document> T ask(String home, AdminRequest request, Class<T> kind) {
        try (AdminClient client = AdminClient.connect(folder.resolve(home), Map.of())) {
            return AdminJson.read(client.ask(request, step -> {}), kind);
        }
    }

    private String underAnotherPin() {
        var read = assertInstanceOf(JoinToken.Read.class, JoinToken.parse(token)).token();
        return new JoinToken(
                        read.operators(),
                        Bytes.ofHex("11".repeat(32)),
                        read.domain(),
                        read.secret(),
                        read.roles(),
                        read.labels(),
                        read.expires())
                .toText();
    }

    private RunningNode start(String home, @Nullable String join, Map<String, Object> keys) {
        NodeFlags flags = new NodeFlags(folder.resolve(home), null, join, keys);
        return nodes.start(new NodeAssembly(flags, said::add));
    }

    private Problem notStarted(@Nullable String join, Map<String, Object> keys) {
        return assertThrows(ProblemException.class, () -> start("me", join, keys)).problem();
    }
}
