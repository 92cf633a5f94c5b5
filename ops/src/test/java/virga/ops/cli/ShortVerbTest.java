package virga.ops.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A short verb lives a moment: it must not load what only a node needs. */
final class ShortVerbTest {
    private static final List<String> NODES_ONLY =
            List.of(" akka.", " io.netty.", " scala.", " org.sqlite.", " org.bouncycastle.");

    @TempDir Path folder = Path.of("");

    @Test
    void statusLoadsNoClassThatOnlyANodeNeeds() throws IOException, InterruptedException {
        Path classes = folder.resolve("classes.txt");
        Process verb =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xlog:class+load:file=" + classes,
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName(),
                                "status",
                                "--home",
                                folder.resolve("home").toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(verb.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(1, verb.waitFor(), said);
        List<String> loaded = Files.readAllLines(classes);
        assertTrue(loaded.stream().anyMatch(line -> line.contains(" virga.ops.cli.Main ")));
        assertEquals(
                List.of(),
                loaded.stream()
                        .filter(line -> NODES_ONLY.stream().anyMatch(line::contains))
                        .toList());
    }
}
