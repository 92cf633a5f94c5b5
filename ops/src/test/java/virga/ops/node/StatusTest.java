package virga.ops.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import virga.ops.admin.Document;
import virga.ops.problem.Exit;
import virga.ops.problem.Problem;

/** What an operator and a super say of themselves in their first minute. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
final class StatusTest {
    private static final String FIRST_KEY = "00000000/" + "00".repeat(32);
    private static final String LAST_KEY = "ffffffff/" + "ff".repeat(32);

    private final NodesHere here;
    private String token = "";

    StatusTest(@TempDir Path folder) {
        this.here = new NodesHere(folder);
    }

    @BeforeAll
    void build() {
        here.begin(Map.of("roles", List.of("operator"), "listen", "127.0.0.1:0"));
        token = here.token("acme", List.of("super"), 2, List.of());
    }

    @AfterAll
    void stop() {
        here.close();
    }

    @Test
    void anOperatorAloneHoldsTheWholeRange() {
        assertHoldsEverything(here.status("op"));
    }

    @Test
    void aYoungSuperShowsItsPartitionAsSoonAsTheOperatorGaveIt() {
        here.start("hub", token, Map.of("roles", List.of("super"), "listen", "127.0.0.1:0"));
        Document.Status young = here.status("hub");
        while (young.partitions().isEmpty()) {
            Thread.onSpinWait();
            young = here.status("hub");
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
        URI op = URI.create("tcp://" + here.firstListen());
        try (Socket http = new Socket(op.getHost(), op.getPort())) {
            byte[] request = "GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
            http.getOutputStream().write(request);
            assertEquals(-1, http.getInputStream().read());
        }
        Problem refused = here.notStarted("guess", AlteredToken.withAnotherSecret(token), Map.of());
        assertEquals(Exit.REFUSED, refused.exit());
        Map<String, Long> counted = here.status("op").turnedAway();
        assertTrue(counted.getOrDefault("not-virga", 0L) > 0, counted.toString());
        assertTrue(counted.getOrDefault("unknown-secret", 0L) > 0, counted.toString());
    }
}
