package virga.ops.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static virga.ops.doctor.Finding.State.FAIL;
import static virga.ops.doctor.Finding.State.OK;
import static virga.ops.doctor.Finding.State.WARN;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import virga.actors.settings.NodeLimits;
import virga.actors.settings.NodeSettings;
import virga.actors.switchboard.SwitchboardActor.Tried;
import virga.ops.operator.PostgresServer;
import virga.protocol.carrier.Candidate;
import virga.protocol.identity.Role;
import virga.protocol.link.LinkEnd;

final class ChecksTest {
    private static final Instant NOW = Instant.parse("2026-11-21T00:00:00Z");

    @TempDir Path home = Path.of("");

    @Test
    void anOldJavaFails() {
        assertEquals(FAIL, MachineChecks.java(17).state());
        assertEquals(OK, MachineChecks.java(25).state());
    }

    @Test
    void aRegistryOnAServerIsReachableOrNot() throws IOException {
        assertEquals(Optional.empty(), new HomeChecks(home).registry(Map.of()));
        try (PostgresServer server = PostgresServer.begin()) {
            Files.writeString(
                    home.resolve("virga.conf"),
                    "registry = \"" + server.text("public", PostgresServer.PASSWORD) + "\"");
            assertEquals(OK, new HomeChecks(home).registry(Map.of()).orElseThrow().state());
        }
        Finding gone = new HomeChecks(home).registry(Map.of()).orElseThrow();
        assertEquals(FAIL, gone.state());
        assertTrue(gone.detail().contains("cannot be reached"), gone.detail());
        assertFalse(gone.toString().contains(PostgresServer.PASSWORD));
        String bundled = Redaction.of(Files.readString(home.resolve("virga.conf")));
        assertFalse(bundled.contains(PostgresServer.PASSWORD), bundled);
    }

    @Test
    void tooFewDescriptorsAreSaidWithTheNumberNeeded() {
        NodeSettings site = NodeSettings.of(EnumSet.of(Role.TUNNEL));
        long needed = MachineChecks.descriptorsFor(site);
        assertEquals(256 + 4_096 + 2 * 60_000, needed);
        Finding finding = MachineChecks.descriptors(OptionalLong.of(1024), needed);
        assertEquals(WARN, finding.state());
        assertTrue(finding.hint().contains("ulimit -n " + needed));
        assertEquals(FAIL, MachineChecks.descriptors(OptionalLong.of(100), needed).state());
        assertEquals(OK, MachineChecks.descriptors(OptionalLong.of(needed), needed).state());
        assertEquals(OK, MachineChecks.descriptors(OptionalLong.empty(), needed).state());
    }

    @Test
    void aNodeIsWarnedAtItsStartOnlyOfTooFewDescriptorsForEverydayUse() {
        for (Role role : Role.values()) {
            NodeSettings usual = NodeSettings.of(EnumSet.of(role));
            long needed = MachineChecks.descriptorsToBegin(usual);
            assertEquals(
                    OK,
                    MachineChecks.descriptorsAtStart(OptionalLong.of(4_096), needed).state(),
                    role.word());
        }
        NodeSettings user = NodeSettings.of(EnumSet.of(Role.USER));
        long needed = MachineChecks.descriptorsToBegin(user);
        Finding few = MachineChecks.descriptorsAtStart(OptionalLong.of(1_024), needed);
        assertEquals(WARN, few.state());
        assertTrue(few.hint().contains("ulimit -n " + needed), few.hint());
        assertTrue(few.hint().contains("virga doctor"), few.hint());
        assertEquals(FAIL, MachineChecks.descriptorsAtStart(OptionalLong.of(100), needed).state());
    }

    @Test
    void limitsThatWereSetAreWantedWhole() throws IOException {
        Files.writeString(home.resolve("virga.conf"), "limits { tunnel-connections = 20000 }\n");
        NodeSettings set = new HomeChecks(home).settings();
        assertEquals(256 + 1_024 + 2 * 20_000, MachineChecks.descriptorsToBegin(set));
    }

    @Test
    void aNodeThatCarriesNoTunnelsNeedsDescriptorsForItsLinksOnly() {
        NodeSettings op = NodeSettings.of(EnumSet.of(Role.OPERATOR, Role.SUPER));
        assertEquals(256 + 4_096, MachineChecks.descriptorsFor(op));
    }

    @Test
    void aClockThatIsOffByAnHourFailsWhateverOneLiarSays() {
        Duration hour = Duration.ofHours(1);
        Duration liar = Duration.ofDays(-400);
        Finding finding = NodeChecks.clock(List.of(hour, hour, liar));
        assertEquals(FAIL, finding.state());
        assertTrue(finding.detail().contains("3600 s ahead"));
        assertEquals(OK, NodeChecks.clock(List.of(Duration.ofMinutes(-1))).state());
        assertEquals(WARN, NodeChecks.clock(List.of(Duration.ofSeconds(-61))).state());
        assertEquals(WARN, NodeChecks.clock(List.of(Duration.ofMinutes(5))).state());
        assertEquals(FAIL, NodeChecks.clock(List.of(Duration.ofSeconds(301))).state());
        assertEquals(WARN, NodeChecks.clock(List.of()).state());
    }

    @Test
    void aClockThatKeepsEveryLinkFromOpeningFails() {
        Candidate operator = Candidate.direct("192.0.2.1", 7000);
        String detail = "this machine's clock is 1 h behind the other node's";
        Finding finding =
                NodeChecks.clockUnlinked(
                        List.of(
                                new Tried(operator, LinkEnd.REFUSED, ""),
                                new Tried(operator, LinkEnd.CLOCK, detail)));
        assertEquals(FAIL, finding.state());
        assertEquals(detail, finding.detail());
        assertTrue(finding.hint().contains("NTP"));
        Tried gone = new Tried(operator, LinkEnd.TIMED_OUT, "");
        assertEquals(WARN, NodeChecks.clockUnlinked(List.of(gone)).state());
        assertEquals(WARN, NodeChecks.clockUnlinked(List.of()).state());
    }

    @Test
    void anAdmissionThatEndsSoonIsSaid() {
        assertEquals(OK, NodeChecks.admission(NOW.plus(Duration.ofDays(8)), NOW).state());
        assertEquals(WARN, NodeChecks.admission(NOW.plus(Duration.ofDays(6)), NOW).state());
        assertEquals(FAIL, NodeChecks.admission(NOW, NOW).state());
    }

    @Test
    void whatDoesNotAnswerIsSaid() {
        assertEquals(OK, NodeChecks.answering("supers", 3, 3).state());
        assertEquals(WARN, NodeChecks.answering("supers", 2, 3).state());
        assertEquals(FAIL, NodeChecks.answering("supers", 0, 3).state());
        assertEquals(WARN, NodeChecks.answering("supers", 0, 0).state());
        assertEquals(FAIL, NodeChecks.listener(Optional.of("0.0.0.0:1"), false).state());
        assertEquals(OK, NodeChecks.listener(Optional.empty(), false).state());
        assertEquals(FAIL, NodeChecks.presence(Optional.empty(), Optional.of("nobody")).state());
    }

    @Test
    void aKeyOpenToOthersFails() throws IOException {
        Path key = Files.writeString(home.resolve("key.pem"), "secret");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
        assertEquals(FAIL, new HomeChecks(home).key().state());
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        assertEquals(OK, new HomeChecks(home).key().state());
    }

    @Test
    void aDamagedDatabaseFailsAndIsNotTouched() throws IOException, SQLException {
        Path file = home.resolve("virga.db");
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            statement.executeUpdate("CREATE TABLE peer(id BLOB PRIMARY KEY)");
        }
        HomeChecks checks = new HomeChecks(home);
        assertEquals(OK, checks.database(file).state());
        byte[] damaged = "this is no database".repeat(500).getBytes(StandardCharsets.UTF_8);
        Files.write(file, damaged);
        assertEquals(FAIL, checks.database(file).state());
        assertEquals(damaged.length, Files.size(file));
        assertTrue(checks.database(file).hint().contains("sets the file aside"));
    }

    @Test
    void aDamagedRegistryIsToBeReplacedByABackup() throws IOException {
        Path file = Files.writeString(home.resolve("registry.db"), "no database".repeat(500));
        Finding finding = new HomeChecks(home).database(file);
        assertEquals(FAIL, finding.state());
        assertTrue(finding.hint().contains("backup"), finding.hint());
        assertFalse(finding.hint().contains("aside"), finding.hint());
    }

    @Test
    void aDatabaseThatMayNotBeOpenedIsNotCalledDamaged() {
        // SQLite answers the same for a file that is not there as for another user's.
        Finding finding = new HomeChecks(home).database(home.resolve("registry.db"));
        assertEquals(FAIL, finding.state());
        assertTrue(finding.hint().contains("owner"), finding.hint());
    }

    @Test
    void aFullDiskIsSaid() {
        assertEquals(FAIL, HomeChecks.disk(1 << 20).state());
        assertEquals(WARN, HomeChecks.disk(512 << 20).state());
        assertEquals(OK, HomeChecks.disk(8L << 30).state());
    }

    @Test
    void aWrongConfigurationIsFoundWithItsLine() throws IOException {
        Files.writeString(home.resolve("virga.conf"), "roles = [user]\ncolour = blue\n");
        Finding finding = new HomeChecks(home).configuration();
        assertEquals(FAIL, finding.state());
        assertTrue(finding.detail().contains(":2: unknown key 'colour'"), finding.detail());
    }

    @Test
    void descriptorsAreCountedByTheLimitsOfTheHome() throws IOException {
        assertEquals(NodeLimits.DEFAULT, new HomeChecks(home).settings().limits());
        Files.writeString(
                home.resolve("virga.conf"), "limits { links = 10, tunnel-connections = 100 }\n");
        NodeSettings settings = new HomeChecks(home).settings();
        assertEquals(
                MachineChecks.DESCRIPTORS_MIN + 10 + 200, MachineChecks.descriptorsFor(settings));
        Files.writeString(home.resolve("virga.conf"), "limits = 7\n");
        assertEquals(NodeLimits.DEFAULT, new HomeChecks(home).settings().limits());
    }

    @Test
    void theBundleHasNoSecrets() throws IOException {
        String token = "virga1" + "abcdefgh".repeat(8);
        Files.writeString(home.resolve("key.pem"), "-----BEGIN PRIVATE KEY-----\nAAAA\n");
        Files.writeString(home.resolve("virga.conf"), "join = \"" + token + "\"\nroles = [user]\n");
        Files.createDirectory(home.resolve("log"));
        Files.writeString(
                home.resolve("log").resolve("virga.log"),
                "INFO started\nINFO token "
                        + token
                        + "\nsecret: hunter2\nkey 0123456789abcdef"
                        + "0123456789abcdef\n-----BEGIN PRIVATE KEY-----\nMC4C\n-----END PRIVATE"
                        + " KEY-----\n");
        Path bundle = home.resolve("report.zip");
        new Bundle(home, Map.of()).write(bundle, List.of());

        StringBuilder all = new StringBuilder();
        try (var zip = new ZipFile(bundle.toFile())) {
            for (var entry : zip.stream().toList()) {
                all.append(entry.getName()).append('\n');
                all.append(
                        new String(
                                zip.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        String text = all.toString();
        assertTrue(text.contains("INFO started") && text.contains("roles = [user]"), text);
        for (String secret : List.of(token, "hunter2", "MC4C", "0123456789abcdef", "AAAA")) {
            assertFalse(text.contains(secret), text);
        }
    }
}
