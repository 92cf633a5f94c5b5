package virga.ops.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
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
import virga.ops.demo.AdminDoor;
import virga.ops.problem.Exit;
import virga.ops.problem.Problem;

/**
 * A whole network in this process, as a person would build it: operator and super, a tunnel node at
 * a labelled location, a user, and a real HTTP device on loopback. Real links, sockets and disks.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
final class EndToEndTest {
    private static final String PAGE = "<h1>Out of paper</h1>";
    private static final String LOCALHOST = "127.0.0.1:0";

    private final NodesHere here;
    private final HttpServer device = device();
    private String token = "";

    EndToEndTest(@TempDir Path folder) {
        this.here = new NodesHere(folder);
    }

    private static HttpServer device() {
        try {
            HttpServer server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext(
                    "/",
                    exchange -> {
                        byte[] page = PAGE.getBytes(StandardCharsets.UTF_8);
                        exchange.sendResponseHeaders(200, page.length);
                        exchange.getResponseBody().write(page);
                        exchange.close();
                    });
            server.start();
            return server;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeAll
    void build() {
        here.begin(Map.of("roles", List.of("operator", "super"), "listen", LOCALHOST));
        token = here.token("acme", List.of("user", "tunnel"), 5, List.of("office"));
        here.start(
                "site",
                token,
                Map.of(
                        "roles", List.of("tunnel"),
                        "name", "site",
                        "listen", LOCALHOST,
                        "location-label", List.of("office"),
                        "tunnel-allow", List.of("127.0.0.1/32")));
        here.start("me", token, Map.of("roles", List.of("user"), "name", "me"));
        registerPrinter("acme", "office");
        new AdminDoor(here.home("me")).awaitReachable("printer");
    }

    private void registerPrinter(String domain, String label) {
        var printer =
                new AdminRequest.Device(
                        "printer",
                        domain,
                        null,
                        "127.0.0.1",
                        "label:" + label,
                        List.of(device.getAddress().getPort() + "/http"),
                        List.of(),
                        List.of());
        var applied = new AdminRequest.DeviceApply(List.of(printer), false);
        assertEquals(
                new Document.DevicesApplied(1, 0, 0, List.of()),
                here.ask("op", applied, Document.DevicesApplied.class));
    }

    @AfterAll
    void stop() {
        here.close();
        device.stop(0);
    }

    @Test
    void aPageIsFetchedThroughATunnelThatEndsWithItsClient() throws IOException {
        InetSocketAddress listen;
        try (AdminClient client = here.connect("me")) {
            var opened =
                    AdminJson.read(
                            client.ask(open("printer", false), step -> {}),
                            Document.TunnelOpened.class);
            assertEquals("direct", opened.via());
            listen = address(opened.listen());
            assertEquals(PAGE, fetch("http://" + opened.listen() + "/", Proxy.NO_PROXY));
            assertEquals(
                    1,
                    here
                            .ask("me", new AdminRequest.TunnelList(), Document.Tunnels.class)
                            .tunnels()
                            .stream()
                            .filter(line -> line.id().equals(opened.id()))
                            .count());
        }
        assertRefusedSoon(listen);
    }

    @Test
    void aNodeBesideADeviceReachesItThroughItself() throws IOException {
        here.addDomain("home");
        String homeToken = here.token("home", List.of("user", "tunnel"), 1, List.of("desk"));
        Map<String, Object> keys =
                Map.of(
                        "roles", List.of("user", "tunnel"),
                        "name", "both",
                        "listen", LOCALHOST,
                        "location-label", List.of("desk"),
                        "tunnel-allow", List.of("127.0.0.1/32"));
        try (RunningNode _ = here.start("both", homeToken, keys)) {
            registerPrinter("home", "desk");
            new AdminDoor(here.home("both")).awaitReachable("printer");
            var opened = here.ask("both", open("printer", true), Document.TunnelOpened.class);
            assertEquals(PAGE, fetch("http://" + opened.listen() + "/", Proxy.NO_PROXY));
            here.ask(
                    "both", new AdminRequest.TunnelClose(opened.id()), Document.TunnelClosed.class);
            var log = here.ask("both", new AdminRequest.TunnelLog(100), Document.TunnelLog.class);
            assertEquals("both", log.entries().getFirst().name());
        }
    }

    @Test
    void aDetachedTunnelStaysUntilItIsClosed() throws IOException {
        var opened = here.ask("me", open("printer", true), Document.TunnelOpened.class);
        assertEquals(PAGE, fetch("http://" + opened.listen() + "/", Proxy.NO_PROXY));
        here.ask("me", new AdminRequest.TunnelClose(opened.id()), Document.TunnelClosed.class);
        assertEquals(
                Exit.NOT_FOUND,
                here.problem("me", new AdminRequest.TunnelClose(opened.id())).exit());
    }

    @Test
    void theSocksDoorReachesADeviceByName() throws IOException {
        try (AdminClient client = here.connect("me")) {
            var opened =
                    AdminJson.read(
                            client.ask(new AdminRequest.Proxy(LOCALHOST), step -> {}),
                            Document.ProxyOpened.class);
            InetSocketAddress door = address(opened.listen());
            var target =
                    InetSocketAddress.createUnresolved(
                            "printer.acme.virga", device.getAddress().getPort());
            try (Socket socket = new Socket(new Proxy(Proxy.Type.SOCKS, door))) {
                socket.connect(target);
                socket.getOutputStream()
                        .write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                String answer =
                        new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertTrue(answer.startsWith("HTTP/1.1 200") && answer.endsWith(PAGE), answer);
            }
        }
    }

    @Test
    void theSocksDoorSaysWhatItRefused() throws IOException {
        CompletableFuture<String> told = new CompletableFuture<>();
        try (AdminClient client = here.connect("me")) {
            client.onEvent(event -> told.complete(AdminJson.printLine(event)));
            var tree = client.ask(new AdminRequest.Proxy(LOCALHOST), step -> {});
            var door = address(AdminJson.read(tree, Document.ProxyOpened.class).listen());
            Thread.ofVirtual().start(client::awaitEnd);
            try (Socket socket = new Socket(new Proxy(Proxy.Type.SOCKS, door))) {
                var lamp = InetSocketAddress.createUnresolved("lamp.acme.virga", 80);
                assertThrows(IOException.class, () -> socket.connect(lamp));
            }
            assertTrue(told.join().contains("lamp.acme.virga:80"), told.join());
        }
    }

    @Test
    void thePageIsInTheTunnelNodesLogWithWhoReachedIt() throws IOException {
        var opened = here.ask("me", open("printer", true), Document.TunnelOpened.class);
        fetch("http://" + opened.listen() + "/", Proxy.NO_PROXY);
        here.ask("me", new AdminRequest.TunnelClose(opened.id()), Document.TunnelClosed.class);
        String me = here.ask("me", new AdminRequest.Status(), Document.Status.class).node();
        var log = here.ask("site", new AdminRequest.TunnelLog(100), Document.TunnelLog.class);
        assertTrue(
                log.entries().stream()
                        .anyMatch(
                                line ->
                                        line.node().equals(me)
                                                && line.name().equals("me")
                                                && line.device().equals("printer")
                                                && line.carrier().equals("direct")),
                log.toString());
    }

    @Test
    void devicesSayWhoReachesThem() {
        var devices = here.ask("me", new AdminRequest.Devices(), Document.Devices.class).devices();
        assertEquals(1, devices.size());
        assertEquals("printer", devices.getFirst().name());
        assertEquals(List.of("site"), devices.getFirst().reachableBy());
    }

    @Test
    void everyNodeSaysWhoItIs() {
        var status = here.ask("site", new AdminRequest.Status(), Document.Status.class);
        assertEquals("site", status.name());
        assertEquals("acme", status.domain().name());
        assertEquals(List.of("tunnel"), status.roles());
        var nodesOfDomain = here.ask("op", new AdminRequest.Nodes("acme"), Document.Nodes.class);
        assertEquals(2, nodesOfDomain.nodes().size());
        var locations = here.ask("site", new AdminRequest.Location(), Document.Locations.class);
        assertTrue(
                locations.locations().stream().anyMatch(line -> line.id().equals("label:office")));
    }

    @Test
    void aNodeIsPingedByNameAndByTheBeginningOfItsId() {
        var byName = here.ask("me", new AdminRequest.Ping("site", 2), Document.Ping.class);
        assertEquals("direct", byName.via());
        assertEquals(2, byName.rttMillis().size());
        String beginning = byName.peer().substring(0, 20);
        var byId = here.ask("me", new AdminRequest.Ping(beginning, 1), Document.Ping.class);
        assertEquals(byName.peer(), byId.peer());
        assertEquals(Exit.NOT_FOUND, here.problem("me", new AdminRequest.Ping("nobody", 1)).exit());
    }

    @Test
    void theDoctorFindsNothingWrong() {
        var doctor = here.ask("site", new AdminRequest.Doctor(), Document.Doctor.class);
        assertTrue(doctor.ok(), doctor.toString());
    }

    @Test
    void wrongQuestionsHaveTheirExits() {
        assertEquals(Exit.NOT_FOUND, here.problem("me", open("lamp", false)).exit());
        assertEquals(Exit.REFUSED, here.problem("me", open("printer:1", false)).exit());
        assertEquals(Exit.USAGE, here.problem("me", open("printer:x", false)).exit());
        assertEquals(Exit.REFUSED, here.problem("site", open("printer", false)).exit());
        assertEquals(Exit.REFUSED, here.problem("me", new AdminRequest.DomainList()).exit());
        assertEquals(
                Exit.NOT_FOUND,
                here.problem("op", new AdminRequest.DeviceRemove("lamp", "acme")).exit());
    }

    @Test
    void whoMayNotJoinIsToldWhy() {
        assertEquals(Exit.USAGE, here.notStarted("t1", token.substring(0, 40), Map.of()).exit());
        assertEquals(
                Exit.USAGE,
                here.notStarted("t2", token.replace(token.charAt(30), '7') + "q", Map.of()).exit());
        Problem role = here.notStarted("t3", token, Map.of("roles", List.of("super")));
        assertEquals(Exit.REFUSED, role.exit());
        assertTrue(role.message().contains("roles"), role.line());
        Problem none = here.notStarted("t4", null, Map.of());
        assertEquals(Exit.REFUSED, none.exit());
        assertTrue(none.hint().contains("--join"), none.line());
        Problem taken = here.notStarted("t5", token, Map.of("name", "site"));
        assertTrue(taken.line().contains("--name"), taken.line());
        Problem network = here.notStarted("t6", AlteredToken.underAnotherPin(token), Map.of());
        assertEquals(Exit.REFUSED, network.exit());
        assertTrue(network.message().contains("pin mismatch"), network.line());
    }

    @Test
    void aTakenPortAndATakenHomeAreSaid() {
        int port = address(here.firstListen()).getPort();
        Problem taken =
                here.notStarted(
                        "other",
                        null,
                        Map.of("roles", List.of("operator"), "listen", "127.0.0.1:" + port));
        assertEquals(Exit.FAILED, taken.exit());
        assertTrue(taken.message().contains("another program listens there"), taken.line());
        Problem home = here.notStarted("me", token, Map.of());
        assertTrue(
                home.message()
                        .contains(
                                "already runs in this home (pid " + ProcessHandle.current().pid()),
                home.line());
    }

    @Test
    void aHomeThatCannotBeWrittenIsSaid() throws IOException {
        Files.writeString(here.home("file"), "not a folder");
        Problem notAFolder = here.notStarted("file", null, Map.of());
        assertEquals(Exit.FAILED, notAFolder.exit());
        assertTrue(notAFolder.line().contains("is not a folder"), notAFolder.line());
        Problem notWritable = here.notStarted("file/below", null, Map.of());
        assertEquals(Exit.FAILED, notWritable.exit());
        assertTrue(notWritable.line().contains("--home"), notWritable.line());
    }

    private static AdminRequest.TunnelOpen open(String device, boolean detach) {
        return new AdminRequest.TunnelOpen(device, LOCALHOST, "auto", detach, false, false);
    }

    private static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        return new InetSocketAddress(
                text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }

    private static String fetch(String url, Proxy proxy) throws IOException {
        var connection = (HttpURLConnection) URI.create(url).toURL().openConnection(proxy);
        try (InputStream body = connection.getInputStream()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        } finally {
            connection.disconnect();
        }
    }

    /** The listener closes just after its client has gone. */
    private static void assertRefusedSoon(InetSocketAddress listen) {
        while (true) {
            try (Socket _ = new Socket(listen.getAddress(), listen.getPort())) {
                Thread.onSpinWait();
            } catch (IOException e) {
                return;
            }
        }
    }
}
