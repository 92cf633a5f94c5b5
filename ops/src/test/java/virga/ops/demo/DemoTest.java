package virga.ops.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import virga.ops.admin.AdminRequest;
import virga.ops.admin.Document;
import virga.ops.problem.ProblemException;

/** The main job end to end: real nodes, admission by tokens, a tunnel, and a device behind it. */
final class DemoTest {
    @Test
    void pageComesThroughTheTunnelByteForByte(@TempDir Path folder) throws IOException {
        List<String> steps = new ArrayList<>();
        try (Demo demo = Demo.create(folder, Map.of(), (step, detail) -> steps.add(step.name()))) {
            Demo.Outcome outcome = demo.run();
            assertTrue(outcome.document().ok());
            assertEquals("direct", outcome.document().via());
            assertEquals(200, outcome.document().fetched().status());
            assertEquals(
                    List.of(
                            "network",
                            "supers joined",
                            "tunnel node announced",
                            "device registered",
                            "user joined",
                            "tunnel opened",
                            "page fetched"),
                    steps);
            Page again = Page.fetch(outcome.listen());
            assertEquals(demo.printer().pageBytes(), again.body());
            everyConnectionIsLogged(demo);
        }
    }

    private static void everyConnectionIsLogged(Demo demo) {
        AdminDoor site = demo.door(Demo.SITE);
        List<Document.TunnelLogLine> log =
                AdminDoor.await(
                        "both connections in the log",
                        Duration.ofSeconds(20),
                        () ->
                                Optional.of(
                                                site.ask(
                                                                new AdminRequest.TunnelLog(10),
                                                                Document.TunnelLog.class)
                                                        .entries())
                                        .filter(entries -> entries.size() >= 2));
        assertEquals(Demo.DEVICE, log.getFirst().device());
    }

    @Test
    void temporaryFolderIsGoneAndANamedOneStays(@TempDir Path folder) throws IOException {
        DemoFolder temporary = DemoFolder.of(null);
        Files.writeString(temporary.path().resolve("file"), "x");
        temporary.close();
        assertFalse(Files.exists(temporary.path()));
        DemoFolder named = DemoFolder.of(folder.resolve("named"));
        Files.writeString(named.path().resolve("file"), "x");
        named.close();
        assertTrue(Files.exists(named.path().resolve("file")));
        assertThrows(ProblemException.class, () -> DemoFolder.of(named.path()));
    }

    @Test
    void screenWithoutColourIsPlainText() {
        StringWriter text = new StringWriter();
        DemoScreen screen = new DemoScreen(new PrintWriter(text), false);
        screen.title();
        screen.onStep(new DemoDocument.Step("page fetched", 12), "status 200, 3 bytes");
        assertEquals(
                """
                virga demo: a network of six nodes on this machine

                      12 ms  page fetched            status 200, 3 bytes
                """,
                text.toString().replace(System.lineSeparator(), "\n"));
    }
}
