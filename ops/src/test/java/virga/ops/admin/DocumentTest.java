package virga.ops.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import virga.ops.problem.Problem;

/** The JSON that scripts rely on, byte for byte: one file in {@code documents/} for each. */
final class DocumentTest {
    private static final String NODE = "dfe47365." + "a".repeat(52);
    private static final String TIME = "2026-11-21T00:00:00Z";

    private static final Document.LinkLine LINK =
            new Document.LinkLine(NODE, "op", "direct", "192.0.2.1:7000", 1.25, 10, 20, 0, null);
    private static final Document.TunnelLine TUNNEL =
            new Document.TunnelLine(
                    "1", "127.0.0.1:40001", "printer", 631, "direct", 2, 30, 40, true);
    private static final Document.DomainLine DOMAIN =
            new Document.DomainLine("dfe47365", "acme", 10_000);

    static List<Document> all() {
        List<Document> documents = new ArrayList<>(ofNodes());
        documents.addAll(ofTunnels());
        documents.addAll(ofOperators());
        return documents;
    }

    private static List<Document> ofNodes() {
        return List.of(
                new Document.Status(
                        NODE,
                        "site",
                        new Document.DomainName("dfe47365", "acme"),
                        List.of("user", "tunnel"),
                        "on",
                        "off",
                        new Document.Certificate(TIME),
                        "0.0.0.0:7000",
                        List.of(new Document.CandidateLine("direct", "192.0.2.7:7000")),
                        List.of(LINK),
                        List.of(new Document.PartitionLine("00", "ff", 3)),
                        List.of(),
                        List.of(TUNNEL),
                        Map.of("not-virga", 2L),
                        new Document.RevocationsLine(4, TIME, 2, false, false),
                        60,
                        4711),
                new Document.Check(true, ""),
                new Document.Peers(List.of(LINK)),
                new Document.Ping(NODE, "direct", List.of(1.5, 0.25)),
                new Document.Doctor(
                        false,
                        List.of(new Document.DoctorLine("clock", "fail", "off", "set it")),
                        "report.zip"),
                new Document.Partitions(
                        7, List.of(new Document.PartitionHolders("00/00", "ff/ff", List.of(NODE)))),
                new Document.DhtEntries(
                        "00/00",
                        List.of(new Document.DhtEntry("node", 3, TIME, false, "ab")),
                        List.of(NODE)),
                new Document.ConfigChecked(true, "virga.conf", List.of("roles")),
                new Document.Ready(NODE, "0.0.0.0:7000"),
                new Document.Swarm(List.of(new Document.Ready(NODE, "0.0.0.0:7000"))));
    }

    private static List<Document> ofTunnels() {
        return List.of(
                new Document.Locations(
                        List.of(
                                new Document.LocationLine("abc", "eth0", "192.0.2.1", null),
                                new Document.LocationLine("label:office", null, null, "office"))),
                new Document.Devices(
                        List.of(
                                new Document.DeviceLine(
                                        "printer",
                                        "acme",
                                        List.of("631/ipp"),
                                        List.of(NODE),
                                        false))),
                new Document.TunnelOpened("1", "127.0.0.1:40001", "printer", 631, "direct"),
                new Document.Tunnels(List.of(TUNNEL)),
                new Document.TunnelClosed("1"),
                new Document.TunnelLog(
                        List.of(
                                new Document.TunnelLogLine(
                                        TIME, NODE, "me", "printer", 631, "direct", 5L, 6L, 70L,
                                        "ended"))),
                new Document.ProxyOpened("127.0.0.1:1080"),
                new Document.ProxyRefused(
                        "printer.acme.virga:631", "no-path", "it is off", "start it", 41));
    }

    private static Document supers() {
        return new Document.Supers(
                7,
                List.of(
                        new Document.SuperLine(
                                NODE,
                                "hub",
                                "acme",
                                "holds",
                                0.25,
                                3,
                                TIME,
                                List.of(new Document.CandidateLine("direct", "192.0.2.7:7000")))));
    }

    private static List<Document> ofOperators() {
        return List.of(
                new Document.OperatorMade(NODE, "ab", "root.pem"),
                new Document.DomainAdded(DOMAIN),
                new Document.Domains(List.of(DOMAIN)),
                new Document.Token(
                        "virga1abc", "acme", List.of("user"), List.of("office"), 10, TIME),
                supers(),
                new Document.Revoked(NODE, "site", "acme", 5, TIME),
                new Document.Nodes(
                        List.of(
                                new Document.NodeLine(
                                        NODE,
                                        "site",
                                        "acme",
                                        List.of("tunnel"),
                                        List.of("office"),
                                        TIME))),
                new Document.RegisteredDevices(
                        List.of(
                                new Document.RegisteredDevice(
                                        "printer",
                                        "acme",
                                        "mac 00:11:22:33:44:55",
                                        "label:office",
                                        List.of("631/ipp"),
                                        List.of("ab"),
                                        List.of("me")))),
                new Document.DevicesApplied(1, 2, 3, List.of("nobody is named 'bob'")),
                new Document.DeviceRemoved("printer", "acme"));
    }

    @Test
    void everyDocumentIsWrittenAsScriptsKnowIt() throws IOException {
        for (Document document : all()) {
            String name = document.getClass().getSimpleName();
            assertEquals(golden(name), AdminJson.print(AdminJson.tree(document)) + "\n", name);
        }
    }

    @Test
    void everyDocumentIsReadBackEqual() {
        for (Document document : all()) {
            var tree = AdminJson.tree(document);
            tree.addProperty("fieldOfALaterVersion", 1);
            assertEquals(document, AdminJson.read(tree, document.getClass()));
        }
    }

    @Test
    void theErrorDocumentIsAsScriptsKnowIt() throws IOException {
        Problem problem = Problem.notFound("no device lamp", "see `virga devices`");
        assertEquals(golden("Error"), AdminJson.print(AdminJson.tree(problem)) + "\n");
    }

    @Test
    void noDocumentIsLeftOut() {
        Set<Class<?>> tested = new HashSet<>();
        all().forEach(document -> tested.add(document.getClass()));
        assertEquals(new HashSet<>(Arrays.asList(Document.class.getPermittedSubclasses())), tested);
    }

    private static String golden(String name) throws IOException {
        try (var file = DocumentTest.class.getResourceAsStream("/documents/" + name + ".json")) {
            assertNotNull(file, name);
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
