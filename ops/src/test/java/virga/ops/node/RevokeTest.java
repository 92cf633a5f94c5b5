package virga.ops.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import virga.ops.admin.AdminRequest;
import virga.ops.admin.Document;
import virga.ops.demo.AdminDoor;
import virga.ops.problem.Exit;
import virga.ops.problem.Problem;

/** A whole network in this process whose operator revokes a user with an open tunnel. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
final class RevokeTest {
    private static final String LOCALHOST = "127.0.0.1:0";

    private final NodesHere here;
    private final ServerSocket device;
    private String token = "";

    RevokeTest(@TempDir Path folder) throws IOException {
        this.here = new NodesHere(folder);
        this.device = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @BeforeAll
    void build() {
        Thread.ofVirtual().start(this::serve);
        here.begin(Map.of("roles", List.of("operator"), "listen", LOCALHOST));
        String supers = here.token("acme", List.of("super"), 1, List.of());
        here.start("hub", supers, Map.of("roles", List.of("super"), "listen", LOCALHOST));
        token = here.token("acme", List.of("user", "tunnel"), 9, List.of("office"));
        here.start(
                "site",
                token,
                Map.of(
                        "roles", List.of("tunnel"),
                        "name", "site",
                        "listen", LOCALHOST,
                        "location-label", List.of("office"),
                        "tunnel-allow", List.of("127.0.0.1/32")));
        var printer =
                new AdminRequest.Device(
                        "printer",
                        "acme",
                        null,
                        "127.0.0.1",
                        "label:office",
                        List.of(device.getLocalPort() + "/raw"),
                        List.of(),
                        List.of());
        here.ask(
                "op",
                new AdminRequest.DeviceApply(List.of(printer), false),
                Document.DevicesApplied.class);
    }

    @AfterAll
    void stop() throws IOException {
        here.close();
        device.close();
    }

    /** Says back what it hears. */
    private void serve() {
        try {
            while (true) {
                Socket served = device.accept();
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try (served) {
                                        served.getInputStream()
                                                .transferTo(served.getOutputStream());
                                    } catch (IOException e) {
                                        // The tunnel has reset it.
                                    }
                                });
            }
        } catch (IOException e) {
            // The test has ended.
        }
    }

    private Socket tunnelled(String user) throws IOException {
        here.start(user, token, Map.of("roles", List.of("user"), "name", user));
        new AdminDoor(here.home(user)).awaitReachable("printer");
        var opened =
                here.ask(
                        user,
                        new AdminRequest.TunnelOpen(
                                "printer", LOCALHOST, "auto", true, false, false),
                        Document.TunnelOpened.class);
        int port = Integer.parseInt(opened.listen().substring(opened.listen().indexOf(':') + 1));
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        echo(socket);
        return socket;
    }

    private static void echo(Socket socket) throws IOException {
        socket.getOutputStream().write(7);
        assertEquals(7, socket.getInputStream().read());
    }

    private Document.Revoked revoke(String node) {
        return here.ask("op", new AdminRequest.Revoke(node), Document.Revoked.class);
    }

    private Document.RevocationsLine enforced(String home) {
        return here.status(home).revocations();
    }

    @Test
    void revokedUsersTunnelEndsEveryNodeEnforcesItAndItsTokenIsOfNoUse() throws IOException {
        Socket eve = tunnelled("eve");
        Socket ann = tunnelled("ann");
        String id = here.status("eve").node();
        Document.Revoked revoked = revoke("eve.acme");
        assertEquals(id, revoked.node());
        assertEquals("eve", revoked.name());
        assertThrows(SocketException.class, () -> eve.getInputStream().readAllBytes());
        echo(ann);
        for (String home : List.of("op", "hub", "site", "ann")) {
            while (enforced(home).number() < revoked.number()) {
                Thread.onSpinWait();
            }
            assertTrue(enforced(home).keys() > 0);
            assertFalse(enforced(home).self());
            while (here.status(home).links().stream().anyMatch(l -> l.peer().equals(id))) {
                Thread.onSpinWait();
            }
        }
        while (!enforced("eve").self()) {
            Thread.onSpinWait();
        }
        var nodes = here.ask("op", new AdminRequest.Nodes(null), Document.Nodes.class);
        assertTrue(nodes.nodes().stream().noneMatch(line -> line.node().equals(id)));
        var doctor = here.ask("eve", new AdminRequest.Doctor(), Document.Doctor.class);
        assertTrue(
                doctor.checks().stream()
                        .anyMatch(
                                line ->
                                        line.name().equals("revocations")
                                                && line.state().equals("fail")));
        assertNotAdmittedAgain();
        ann.close();
        eve.close();
    }

    /** With its key, the token that it has, and no admission: as a thief would. */
    private void assertNotAdmittedAgain() throws IOException {
        Files.createDirectories(here.home("thief"));
        Files.copy(here.home("eve").resolve("key.pem"), here.home("thief").resolve("key.pem"));
        Problem refused = here.notStarted("thief", token, Map.of("roles", List.of("user")));
        assertEquals(Exit.REFUSED, refused.exit());
        assertTrue(refused.line().contains("was revoked"), refused.line());
    }

    @Test
    void revokedNodeIsOneStillWhenItStartsAgainWhileNobodyTellsIt() {
        try (RunningNode _ = here.start("bob", token, Map.of("name", "bob"))) {
            while (here.status("bob").links().isEmpty()) {
                Thread.onSpinWait();
            }
            revoke("bob");
            while (!enforced("bob").self()) {
                Thread.onSpinWait();
            }
        }
        try (RunningNode _ = here.start("bob", null, Map.of())) {
            assertTrue(enforced("bob").self());
        }
    }

    @Test
    void whoIsNotThereOrIsAnOperatorIsSaidWithItsExitCode() {
        assertEquals(Exit.NOT_FOUND, here.problem("op", new AdminRequest.Revoke("nobody")).exit());
        Problem operator = here.problem("op", new AdminRequest.Revoke(here.status("op").node()));
        assertEquals(Exit.REFUSED, operator.exit());
        assertTrue(operator.line().contains("root key"), operator.line());
        assertEquals(Exit.REFUSED, here.problem("site", new AdminRequest.Revoke("nobody")).exit());
    }
}
