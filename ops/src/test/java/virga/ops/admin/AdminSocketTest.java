package virga.ops.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import virga.ops.problem.Exit;
import virga.ops.problem.Problem;
import virga.ops.problem.ProblemException;

@Timeout(60)
final class AdminSocketTest {
    private static final Map<String, String> NO_ENVIRONMENT = Map.of();
    private static final Document DOCUMENT = new Document.TunnelClosed("7");

    @TempDir Path home = Path.of("");

    private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void stop() {
        blocking.shutdownNow();
    }

    @Test
    void progressAndThenTheDocumentArrive() throws IOException {
        AdminHandler handler =
                (request, session) -> {
                    session.progress("looking", 3);
                    session.result(DOCUMENT);
                };
        List<AdminReply.Progress> steps = new ArrayList<>();
        try (var _ = listen(home, NO_ENVIRONMENT, handler);
                var client = AdminClient.connect(home, NO_ENVIRONMENT)) {
            var tree = client.ask(new AdminRequest.TunnelClose("7"), steps::add);

            assertEquals(DOCUMENT, AdminJson.read(tree, Document.TunnelClosed.class));
            assertEquals(List.of(new AdminReply.Progress("looking", 3)), steps);
        }
        assertFalse(Files.exists(home.resolve("admin.sock")));
    }

    @Test
    void aProblemArrivesWithItsExit() throws IOException {
        Problem problem = Problem.notFound("no tunnel 7", "see `virga tunnel list`");
        try (var _ = listen(home, NO_ENVIRONMENT, (request, session) -> session.fail(problem));
                var client = AdminClient.connect(home, NO_ENVIRONMENT)) {
            assertEquals(problem, askFails(client));
        }
    }

    @Test
    void whatAHandlerThrowsIsTold() throws IOException {
        Problem problem = Problem.refused("not an operator", "ask one");
        AdminHandler handler =
                (request, session) -> {
                    throw problem.asException();
                };
        try (var _ = listen(home, NO_ENVIRONMENT, handler);
                var client = AdminClient.connect(home, NO_ENVIRONMENT)) {
            assertEquals(problem, askFails(client));
        }
    }

    @Test
    void whatIsHeldOpenEndsWithTheClient() throws Exception {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        AdminHandler handler =
                (request, session) -> {
                    session.gone().thenRun(() -> ended.complete(null));
                    session.hold(DOCUMENT);
                };
        try (var _ = listen(home, NO_ENVIRONMENT, handler)) {
            try (var client = AdminClient.connect(home, NO_ENVIRONMENT)) {
                client.ask(new AdminRequest.Proxy("127.0.0.1:0"), step -> {});
                assertFalse(ended.isDone());
            }
            ended.get();
        }
    }

    @Test
    void whyAHeldTunnelEndedIsTold() throws IOException {
        Problem problem = Problem.failed("the tunnel was closed", "");
        AdminHandler handler =
                (request, session) -> {
                    session.hold(DOCUMENT);
                    session.fail(problem);
                };
        try (var _ = listen(home, NO_ENVIRONMENT, handler);
                var client = AdminClient.connect(home, NO_ENVIRONMENT)) {
            client.ask(new AdminRequest.Proxy("127.0.0.1:0"), step -> {});
            assertEquals(problem, client.awaitEnd());
        }
    }

    @Test
    void whatHappensToWhatIsHeldOpenIsTold() throws IOException {
        Document refused =
                new Document.ProxyRefused("printer.acme.virga:631", "no-path", "no way", "", 0);
        AdminHandler handler =
                (request, session) -> {
                    session.event(refused);
                    session.hold(DOCUMENT);
                    session.event(refused);
                    session.fail(Problem.failed("the node stops", ""));
                };
        List<String> events = new ArrayList<>();
        try (var _ = listen(home, NO_ENVIRONMENT, handler);
                var client = AdminClient.connect(home, NO_ENVIRONMENT)) {
            client.onEvent(event -> events.add(AdminJson.printLine(event)));
            client.ask(new AdminRequest.Proxy("127.0.0.1:0"), step -> {});
            assertEquals("the node stops", client.awaitEnd().message());
        }
        String line =
                """
                {"schema":1,"asked":"printer.acme.virga:631","code":"no-path","message":"no way",\
                "hint":"","more":0}\
                """;
        assertEquals(List.of(line, line), events);
    }

    @Test
    void aClientThatReadsNoEventsKeepsWhatItHolds() throws Exception {
        CompletableFuture<Void> gone = new CompletableFuture<>();
        CompletableFuture<Void> told = new CompletableFuture<>();
        Document event = new Document.TunnelClosed("7".repeat(10_000));
        AdminHandler handler =
                (request, session) -> {
                    session.gone().thenRun(() -> gone.complete(null));
                    session.hold(DOCUMENT);
                    for (int i = 0; i < 10 * AdminSession.WAITING_LINES_MAX; i++) {
                        session.event(event);
                    }
                    told.complete(null);
                };
        try (var _ = listen(home, NO_ENVIRONMENT, handler);
                var client = AdminClient.connect(home, NO_ENVIRONMENT)) {
            client.ask(new AdminRequest.Proxy("127.0.0.1:0"), step -> {});
            told.get();
            assertFalse(gone.isDone());
        }
    }

    @Test
    void aNodeThatStopsWhileItHoldsATunnelIsSaidToHaveStopped() throws IOException {
        var listener = listen(home, NO_ENVIRONMENT, (request, session) -> session.hold(DOCUMENT));
        try (var client = AdminClient.connect(home, NO_ENVIRONMENT)) {
            client.ask(new AdminRequest.Proxy("127.0.0.1:0"), step -> {});
            listener.close();
            Problem end = client.awaitEnd();
            assertEquals(Exit.FAILED, end.exit());
            assertTrue(end.message().contains("has stopped"), end.line());
            assertTrue(end.hint().contains("virga node --home " + home), end.line());
        }
    }

    @Test
    void aRequestTornAtAnyByteIsNotHandled() throws Exception {
        BlockingQueue<AdminRequest> handled = new LinkedBlockingQueue<>();
        AdminHandler handler =
                (request, session) -> {
                    handled.add(request);
                    session.result(DOCUMENT);
                };
        AdminRequest request = new AdminRequest.Ping("printer", 4);
        byte[] line = AdminJson.line(request);
        try (var _ = listen(home, NO_ENVIRONMENT, handler)) {
            for (int length = 0; length <= line.length; length++) {
                try (var channel = raw()) {
                    channel.write(ByteBuffer.wrap(Arrays.copyOf(line, length)));
                    channel.shutdownOutput();
                    assertEquals(-1, channel.read(ByteBuffer.allocate(1)));
                }
            }
            assertTrue(handled.isEmpty());
            try (var client = AdminClient.connect(home, NO_ENVIRONMENT)) {
                client.ask(request, step -> {});
            }
            assertEquals(List.of(request), List.copyOf(handled));
        }
    }

    @Test
    void anAnswerTornAtAnyByteIsSaid() throws Exception {
        byte[] line =
                AdminJson.line(new AdminReply.Result(AdminJson.tree(new Document.Check(true, ""))));
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(home.resolve("admin.sock")));
            for (int length = 0; length <= line.length; length++) {
                byte[] torn = Arrays.copyOf(line, length);
                try (var client = AdminClient.connect(home, NO_ENVIRONMENT)) {
                    try (var channel = server.accept()) {
                        channel.write(ByteBuffer.wrap(torn));
                    }
                    assertEquals(Exit.FAILED, askFails(client).exit());
                }
            }
        }
    }

    @Test
    void randomBytesAndWrongJsonAreRefused() throws IOException {
        List<String> lines =
                List.of(
                        "\u0000\u0001\u0002",
                        "null",
                        "[]",
                        "{}",
                        "{\"verb\":\"format-disk\"}",
                        "{\"verb\":\"ping\",\"count\":4}",
                        "{\"verb\":\"ping\",\"node\":\"x\"}",
                        "{\"verb\":\"ping\",\"node\":null,\"count\":4}",
                        "{\"verb\":\"ping\",\"node\":\"x\",\"count\":4294967297}",
                        "{\"verb\":\"ping\",\"node\":\"x\",\"count\":1.5}",
                        "{\"verb\":\"ping\",\"node\":\"x\",\"count\":1e1000000000}",
                        "{\"verb\":\"ping\",\"node\":\"x\",\"count\":\"4\"}",
                        "{\"verb\":\"ping\",\"node\":7,\"count\":4}",
                        "{\"verb\":\"device-apply\",\"devices\":[],\"replace\":\"yes\"}",
                        "{\"verb\":\"device-apply\",\"devices\":{},\"replace\":true}",
                        "[".repeat(100_000),
                        "{\"verb\":\"device-apply\",\"devices\":[null]}",
                        "{\"verb\":\"device-apply\",\"devices\":[{\"name\":\"x\"}]}",
                        "{\"verb\":\"status\"} {\"verb\":\"status\"}");
        for (String line : lines) {
            var problem =
                    assertThrows(
                            ProblemException.class,
                            () -> AdminJson.request(line.getBytes(StandardCharsets.UTF_8)),
                            line);
            assertEquals(Exit.USAGE, problem.problem().exit());
        }
    }

    @Test
    void aLineWithoutEndIsRefusedAtItsBound() throws Exception {
        try (var _ = listen(home, NO_ENVIRONMENT, (request, session) -> session.result(DOCUMENT));
                var channel = raw()) {
            ByteBuffer more = ByteBuffer.allocate(AdminSession.REQUEST_MAX_BYTES + 1);
            while (more.hasRemaining()) {
                channel.write(more);
            }
            channel.shutdownOutput();
            byte[] line = new LineReader(channel, 1 << 20).next();
            var failed = (AdminReply.Failed) AdminJson.reply(line == null ? new byte[0] : line);
            assertEquals(Exit.USAGE, failed.problem().exit());
        }
    }

    @Test
    void aDeadNodesSocketIsReplaced() throws Exception {
        var dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        dead.bind(UnixDomainSocketAddress.of(home.resolve("admin.sock")));
        dead.close();
        assertFalse(AdminClient.running(home, NO_ENVIRONMENT));

        try (var _ = listen(home, NO_ENVIRONMENT, (request, session) -> session.result(DOCUMENT))) {
            assertTrue(AdminClient.running(home, NO_ENVIRONMENT));
        }
    }

    @Test
    void aPlaceThatWasNeverWrittenIsThatOfNoNode() throws IOException {
        Path deep = Files.createDirectories(home.resolve("d".repeat(60)).resolve("e".repeat(60)));
        Files.writeString(deep.resolve("admin.path"), "");
        var refused =
                assertThrows(
                        ProblemException.class, () -> AdminClient.connect(deep, NO_ENVIRONMENT));
        assertEquals("no node runs in " + deep, refused.problem().message());
    }

    @Test
    void aPathTooLongForASocketFallsBackToTheRuntimeFolder() throws Exception {
        Path deep = Files.createDirectories(home.resolve("d".repeat(60)).resolve("e".repeat(60)));
        Path runtime = Files.createDirectory(home.resolve("run"));
        Map<String, String> environment = Map.of("XDG_RUNTIME_DIR", runtime.toString());
        try (var _ = listen(deep, environment, (request, session) -> session.result(DOCUMENT))) {
            assertTrue(AdminClient.running(deep, NO_ENVIRONMENT));
            assertTrue(Files.exists(deep.resolve("admin.path")));
        }
        assertFalse(Files.exists(deep.resolve("admin.path")));
        try (var left = Files.list(runtime)) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void oneClientTooManyIsTold() throws IOException {
        AdminHandler holds = (request, session) -> session.hold(DOCUMENT);
        List<AdminClient> clients = new ArrayList<>();
        try (var _ = listen(home, NO_ENVIRONMENT, holds)) {
            for (int i = 0; i < AdminListener.SESSIONS_MAX; i++) {
                AdminClient client = AdminClient.connect(home, NO_ENVIRONMENT);
                client.ask(new AdminRequest.Proxy("127.0.0.1:0"), step -> {});
                clients.add(client);
            }
            try (var client = AdminClient.connect(home, NO_ENVIRONMENT)) {
                assertEquals(Exit.FAILED, client.awaitEnd().exit());
            }
        } finally {
            clients.forEach(AdminClient::close);
        }
    }

    @Test
    void noNodeIsSaidWithWhatToDo() {
        var problem =
                assertThrows(
                        ProblemException.class, () -> AdminClient.connect(home, NO_ENVIRONMENT));
        assertEquals(Exit.FAILED, problem.problem().exit());
        assertTrue(problem.problem().message().startsWith("no node runs in"));
        assertTrue(problem.problem().hint().contains("virga node"));
    }

    private AdminListener listen(Path folder, Map<String, String> environment, AdminHandler handler)
            throws IOException {
        return AdminListener.open(folder, environment, handler, blocking);
    }

    private SocketChannel raw() throws IOException {
        var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(home.resolve("admin.sock")));
        return channel;
    }

    private static Problem askFails(AdminClient client) {
        return assertThrows(
                        ProblemException.class,
                        () -> client.ask(new AdminRequest.TunnelClose("7"), step -> {}))
                .problem();
    }
}
