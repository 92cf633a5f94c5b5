package virga.ops.devices;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The network of the README by hand, on two LANs: nodes and devices are processes in network
 * namespaces, and a device runs nothing of ours. The first test makes the network that the others
 * use.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class LanTest {
    private static final String PAGE = "<h1>Printer ready</h1>\n";
    private static final String TOKEN =
            "operator token create --domain acme --roles user,tunnel --uses 10"
                    + " --location-label depot";
    private static final String OWNERS_RULES =
            "--location-label depot --tunnel-allow 10.77.1.2/32 --tunnel-deny 192.168.77.99/32";
    private static final int DOCUMENT_BYTES = 1_000_000;
    private static final Pattern OPEN =
            Pattern.compile("open (127\\.0\\.0\\.1:\\d+) -> (\\S+) via (\\S+)");

    private final Path folder;
    private final LanLab lab = new LanLab();
    private final List<Child> children = new ArrayList<>();
    private final Virga op;
    private final Virga site;
    private final Virga site6;
    private final Virga me;
    private String location = "";
    private String location6 = "";

    LanTest(@TempDir Path folder) {
        this.folder = folder;
        op = new Virga(lab.at("op"), folder.resolve("op"));
        site = new Virga(lab.at("site"), folder.resolve("site"));
        site6 = new Virga(lab.at("site6"), folder.resolve("site6"));
        me = new Virga(lab.at("me"), folder.resolve("me"));
    }

    @BeforeAll
    void makeTheLab() throws IOException {
        String missing = LanLab.missing();
        assumeTrue(missing == null, () -> "skipped: " + missing);
        lab.make();
        Path pages = Files.createDirectories(folder.resolve("pages"));
        Files.writeString(pages.resolve("index.html"), PAGE);
        for (String printer : List.of("printer", "printer6")) {
            children.add(webServer(printer, pages));
        }
    }

    @AfterAll
    void removeTheLab() {
        children.reversed().forEach(Child::close);
        lab.close();
    }

    @Test
    @Order(1)
    void theTranscriptOfTheReadmeFetchesThePage() {
        Child operator = keep(op.node(words("--roles operator,super --listen 0.0.0.0:7000")));
        assertTrue(operator.await("ready ").endsWith(":7000"));
        op.run(words("operator domain add acme")).done();
        Ran created = op.run(words(TOKEN)).done();
        String token = " --join " + created.out().strip();
        Child atSite = keep(site.node(words("--roles tunnel " + OWNERS_RULES + token)));
        Child user = keep(me.node(words("--roles user" + token)));
        atSite.await("ready ");
        location = lanLocation(site.run(words("location --json")).done(), "192.168.77.1");
        String printer = " --domain acme --mac " + LanLab.PRINTER_MAC + " --port 631/http";
        op.run(words("device add printer --location " + location + printer)).done();
        user.await("ready ");
        Child site6Node = keep(site6.node(words("--roles tunnel" + token)));
        // Nobody has spoken with the printer: its address has to be found.
        Child tunnel = keep(me.start("tunnel", "open", "printer"));
        String opened = "open " + tunnel.await("open ");
        Matcher line = OPEN.matcher(opened);
        assertTrue(line.matches(), opened);
        assertEquals("printer", line.group(2));
        assertEquals("direct", line.group(3));
        assertEquals(PAGE, fetch(line.group(1)));
        assertEquals(130, tunnel.interrupt().exit());
        site6Node.await("ready ");
    }

    @Test
    @Order(2)
    void theProxyReachesTheDeviceByName() {
        Child proxy = keep(me.start("proxy", "--listen", "127.0.0.1:1080"));
        String listening = proxy.await("");
        Ran curl =
                lab.at("me")
                        .run(
                                "curl",
                                "-v",
                                "--max-time",
                                "30",
                                "--socks5-hostname",
                                "127.0.0.1:1080",
                                "http://printer.acme.virga:631/")
                        .done();
        assertEquals(PAGE, curl.out() + "\n", listening);
    }

    @Test
    @Order(3)
    void theLogAtTheTunnelNodeNamesTheDevice() {
        JsonArray entries =
                site.type("tunnel", "log", "--json").done().json().getAsJsonArray("entries");
        assertTrue(entries.size() >= 2, entries::toString);
        JsonObject newest = entries.get(0).getAsJsonObject();
        assertEquals("printer", newest.get("device").getAsString());
        assertEquals("direct", newest.get("carrier").getAsString());
    }

    @Test
    @Order(4)
    void aDeviceThatChangedItsAddressIsFoundAgain() {
        lab.in("printer", "addr", "flush", "dev", "eth0");
        lab.in("printer", "addr", "add", "192.168.77.120/24", "dev", "eth0");
        // A network is not swept twice in a minute: the new address is found since the device
        // speaks, while the table still names the old one too.
        speak("printer", "192.168.77.10");
        assertEquals(PAGE, fetchThrough("printer"));
        // Nothing is known of it but the address that worked last.
        lab.in("site", "neigh", "flush", "dev", "eth0");
        assertEquals(PAGE, fetchThrough("printer"));
    }

    @Test
    @Order(5)
    void onALanOfIpv6AloneLocationAndDeviceAreFound() {
        location6 = lanLocation(site6.type("location", "--json").done(), "fe80::1");
        // A silent host of IPv6 cannot be swept for; a printer announces itself when it starts.
        speak("printer6", "[fd66::10]");
        add("printer6", "--mac", LanLab.PRINTER6_MAC, "--location", location6);
        assertEquals(PAGE, fetchThrough("printer6"));
    }

    @Test
    @Order(6)
    void aLabelServesAsLocation() {
        add("labelled", "--host", "192.168.77.120", "--location", "label:depot");
        assertEquals(PAGE, fetchThrough("labelled"));
    }

    @Test
    @Order(7)
    void aWrongLocationIsNoPath() {
        String nowhere = (location.startsWith("a") ? "b" : "a") + location.substring(1);
        add("lost", "--mac", "00:11:22:33:44:77", "--location", nowhere);
        open("lost").exits(5);
        // A tunnel node is there, but the device is on the other LAN.
        add("elsewhere", "--mac", "00:11:22:33:44:88", "--location", location6);
        open("elsewhere").exits(5);
    }

    @Test
    @Order(8)
    void addressesOutsideTheOwnersRulesAreRefused() {
        add("outside", "--host", "10.77.2.2", "--location", location);
        open("outside").exits(4);
        add("denied", "--host", "192.168.77.99", "--location", location);
        open("denied").exits(4);
        add("itself", "--host", "192.168.77.10", "--location", location);
        open("itself").exits(4);
        // Something listens there: the operator.
        addPort("allowed", "7000", "--host", "10.77.1.2", "--location", location);
        open("allowed").done();
    }

    @Test
    @Order(9)
    void aDeviceThatIsOffIsNoPath() {
        add("absent", "--host", "192.168.77.77", "--location", location);
        open("absent").exits(5);
        lab.in("printer", "link", "set", "eth0", "down");
        lab.in("site", "neigh", "flush", "dev", "eth0");
        Ran off = open("printer").exits(5);
        assertEquals(1, off.err().lines().count(), off.err());
        lab.in("printer", "link", "set", "eth0", "up");
        speak("printer", "192.168.77.10");
        assertEquals(PAGE, fetchThrough("printer"));
    }

    @Test
    @Order(10)
    void aRealPrinterPrintsThroughATunnel() throws IOException {
        String missing = IppPrinter.missing();
        assumeTrue(missing == null, () -> "skipped: " + missing + " is not installed");
        Path document = folder.resolve("document.pdf");
        byte[] pages = new byte[DOCUMENT_BYTES];
        new Random(3).nextBytes(pages);
        Files.write(document, pages);
        Path ipp = Files.createDirectories(folder.resolve("ipp"));
        try (IppPrinter printer = IppPrinter.start(lab.at("printer"), ipp)) {
            String port = Integer.toString(IppPrinter.PORT);
            addPort("laser", port + "/ipp", "--host", "192.168.77.120", "--location", location);
            Matcher line = OPEN.matcher(open("laser").done().out().strip());
            assertTrue(line.matches());
            String uri = "ipp://" + line.group(1) + "/ipp/print";
            Ran tool =
                    lab.at("me")
                            .run("ipptool", "-t", "-f", document.toString(), uri, "print-job.test")
                            .done();
            assertTrue(tool.out().contains("[PASS]"), tool.out());
            assertEquals(1, printer.printed().size());
            assertEquals(-1, Files.mismatch(document, printer.printed().getFirst()));
        }
    }

    /** The LAN was swept for it a moment ago, which is not done again within a minute. */
    @Test
    @Order(11)
    @Tag("long")
    void aSilentDeviceThatChangedItsAddressIsFoundBySweepingAgain() {
        lab.in("printer", "addr", "flush", "dev", "eth0");
        lab.in("printer", "addr", "add", "192.168.77.230/24", "dev", "eth0");
        Eventually.so(
                () -> open("printer").exit() == 0,
                () -> "the printer is not found: " + site.type("tunnel", "log"));
        assertEquals(PAGE, fetchThrough("printer"));
    }

    private static String[] words(String line) {
        return line.split(" ", -1);
    }

    private Child keep(Child child) {
        children.add(child);
        return child;
    }

    /** A web server that is not ours. */
    private Child webServer(String host, Path pages) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command =
                List.of(
                        java,
                        "-Xmx32m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-m",
                        "jdk.httpserver",
                        "-b",
                        "::",
                        "-p",
                        "631",
                        "-d",
                        pages.toString());
        return lab.at(host).start(command);
    }

    private static String lanLocation(Ran shown, String gateway) {
        for (JsonElement each : shown.json().getAsJsonArray("locations")) {
            JsonObject location = each.getAsJsonObject();
            if (location.get("gateway") instanceof JsonPrimitive at
                    && at.getAsString().equals(gateway)) {
                return location.get("id").getAsString();
            }
        }
        throw new AssertionError("no location behind " + gateway + ": " + shown.out());
    }

    /** Sends something, so that the receiver's neighbour table names the host. */
    private void speak(String host, String to) {
        Ran refused = lab.at(host).run("curl", "-sS", "--max-time", "10", "http://" + to + ":9/");
        assertEquals(7, refused.exit(), refused.err());
    }

    private void add(String device, String... address) {
        addPort(device, "631/http", address);
    }

    private void addPort(String device, String port, String... address) {
        List<String> words =
                new ArrayList<>(
                        List.of("device", "add", device, "--domain", "acme", "--port", port));
        words.addAll(List.of(address));
        op.type(words.toArray(String[]::new)).done();
    }

    private Ran open(String device) {
        // A device is known to the supers a moment after the operator has it.
        return Eventually.get(
                () ->
                        Optional.of(me.type("tunnel", "open", device, "--detach"))
                                .filter(ran -> ran.exit() != 3),
                () -> device + " is not known");
    }

    private String fetchThrough(String device) {
        Matcher line = OPEN.matcher(open(device).done().out().strip());
        assertTrue(line.matches());
        return fetch(line.group(1));
    }

    private String fetch(String address) {
        return lab.at("me")
                        .run("curl", "-sS", "--max-time", "30", "http://" + address + "/")
                        .done()
                        .out()
                + "\n";
    }
}
