package virga.ops.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WordsTest {
    @Test
    void aTimeIsSaidInItsTwoLargestUnits() {
        assertEquals("0 s", Words.time(0));
        assertEquals("13 min 32 s", Words.time(13 * 60 + 32));
        assertEquals("2 h", Words.time(2 * 3_600 + 5));
        assertEquals("3 d 4 h", Words.time(3 * 86_400 + 4 * 3_600 + 59));
    }

    @Test
    void theHomeOfASwarmPointsToItsNodes(@TempDir Path home) throws IOException {
        Path first = Files.createDirectories(home.resolve("nodes").resolve("1"));
        String said = Typed.virga("status", "--home", home.toString()).err();
        assertTrue(said.endsWith("name one with --home " + first + "\n"), said);
    }

    @Test
    void verbsOfAGroupAreListedInWords() {
        assertEquals(
                "virga: a verb is missing after config: check: see `virga config --help`",
                Typed.virga("config").err().lines().findFirst().orElse(""));
    }
}
