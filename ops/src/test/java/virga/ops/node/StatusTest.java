package virga.ops.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
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
import virga.ops.problem.ProblemException;
import virga.protocol.Bytes;
import virga.protocol.membership.JoinToken;

/** What an operator and a super say of themselves in their first minute. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
final class StatusTest {
    private static final Map<String, String> NO_ENVIRONMENT = Map.of();
    private static final String FIRST_KEY = "00000000/" + "00".repeat(32);
    private static final String LAST_KEY = "ffffffff/" + "ff".repeat(32);

    @TempDir static Path folder = Path.of("");
    private final Nodes nodes = new Nodes(NO_ENVIRONMENT, Clock.systemUTC());
    private String token = "";

    @BeforeAll
    void build() {
        start("op", null, Map.of("roles", List.of("operator"), "listen", "127.0.0.1:0"));
        ask("op", new AdminRequest.DomainAdd("acme"), Document.DomainAdded.class);
        var create = new AdminRequest.TokenCreate("acme", List.of("super"), 2, 3600, List.of());
        token = ask("op", create, Document.Token.class).token();
    }

    @AfterAll
    void stop() {
        nodes.close();
    }

    @Test
    void anOperatorAloneHoldsTheWholeRange() {
        assertHoldsEverything(status("op"));
    }

    @Test
    void aYoungSuperShowsItsPartitionAsSoonAsTheOperatorGaveIt() {
        start("hub", token, Map.of("roles", List.of("super"), "listen", "127.0.0.1:0"));
        Document.Status young = status("hub");
        while (young.partitions().isEmpty()) {
            Thread.onSpinWait();
            young = status("hub");
        }
        assertHoldsEverything(young);
    }

    private static void assertHoldsEverything(Document.Status status) {
        Document.PartitionLine held = status.partitions().getFirst();
        assertEquals(FIRST_KEY, held.from());
        assertEquals(LAST_KEY, held.to());
    }

    @Test
    void strangersGetNothingAndAreCountedByReason() throws IOException {
        URI op = URI.create("tcp://" + nodes.running().getFirst().ready().listen());
        try (Socket http = new Socket(op.getHost(), op.getPort())) {
            byte[] request = "GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
            http.getOutputStream().write(request);
            assertEquals(-1, http.getInputStream().read());
        }
        NodeFlags guess =
                new NodeFlags(folder.resolve("guess"), null, withAnotherSecret(), Map.of());
        var refused =
                assertThrows(
                        ProblemException.class,
                        () -> nodes.start(new NodeAssembly(guess, line -> {})));
        assertEquals(Exit.REFUSED, refused.problem().exit());
        Map<String, Long> counted = status("op").turnedAway();
        assertTrue(counted.getOrDefault("not-virga", 0L) > 0, counted.toString());
        assertTrue(counted.getOrDefault("unknown-secret", 0L) > 0, counted.toString());
    }

    private String withAnotherSecret() {
        JoinToken read = assertInstanceOf(JoinToken.Read.class, JoinToken.parse(token)).token();
        return new JoinToken(
                        read.operators(),
                        read.rootPin(),
                        read.domain(),
                        Bytes.ofHex("11".repeat(16)),
                        read.roles(),
                        read.labels(),
                        read.expires())
                .toText();
    }

    private void start(String name, @Nullable String join, Map<String, Object> keys) {
        NodeFlags flags = new NodeFlags(folder.resolve(name), null, join, keys);
        RunningNode unused = nodes.start(new NodeAssembly(flags, line -> {}));
    }

    private Document.Status status(String name) {
        return ask(name, new AdminRequest.Status(), Document.Status.class);
    }

    private <T extends Document> T ask(String name, AdminRequest request, Class<T> kind) {
        try (AdminClient client = AdminClient.connect(folder.resolve(name), NO_ENVIRONMENT)) {
            return AdminJson.read(client.ask(request, step -> {}), kind);
        }
    }
}
