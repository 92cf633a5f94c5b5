package virga.ops.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import virga.protocol.Bytes;
import virga.protocol.carrier.Candidate;
import virga.protocol.identity.DomainId;
import virga.protocol.identity.Role;
import virga.protocol.membership.JoinToken;

/** A join token, as text or in a file that others cannot read. */
final class TokenTextTest {
    private static final JoinToken TOKEN =
            new JoinToken(
                    List.of(Candidate.direct("192.0.2.1", 7000)),
                    Bytes.ofHex("11".repeat(32)),
                    new DomainId(7),
                    Bytes.ofHex("22".repeat(16)),
                    Set.of(Role.USER),
                    List.of(),
                    Instant.parse("2026-11-21T00:00:00Z"));

    @TempDir Path folder = Path.of("");

    @Test
    void tokenIsReadFromTheFileBehindTheMark() throws IOException {
        Path file = folder.resolve("token");
        String given = "@" + file;
        assertTrue(TokenText.isGone(given));
        Files.writeString(file, TOKEN.toText() + "\n");
        assertFalse(TokenText.isGone(given));
        assertEquals(TOKEN, TokenText.read(given));
        assertEquals(TOKEN, TokenText.read(TOKEN.toText()));
    }
}
