package virga.actors.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import virga.protocol.identity.Role;
import virga.protocol.record.LocationId;

class NodeSettingsFileTest {
    private final Path folder;

    NodeSettingsFileTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private static NodeSettings parse(String text) {
        return NodeSettingsFile.parse(ConfigFactory.parseString(text));
    }

    private static String refusal(String text) {
        return String.valueOf(
                assertThrows(SettingsException.class, () -> parse(text)).getMessage());
    }

    @Test
    void aNodeOfWhichNothingIsSaidIsAUserOutsideTheCloud() {
        NodeSettings settings = parse("");

        assertEquals(Set.of(Role.USER), settings.roles());
        assertFalse(settings.cloud());
        assertEquals(Optional.empty(), settings.listen());
    }

    @Test
    void aTunnelNodeIsInTheCloudAndListensSomewhere() {
        NodeSettings settings = parse("roles = tunnel");

        assertTrue(settings.cloud());
        assertEquals(Optional.of(new InetSocketAddress(0)), settings.listen());
    }

    @Test
    void everyKeyIsRead() {
        NodeSettings settings =
                parse(
                        """
                        roles = [user, tunnel]
                        cloud = on
                        listen = "[::1]:7000"
                        name = hall
                        location-label = [hall, roof]
                        tunnel-allow = "10.0.0.0/8, fd00::/8"
                        tunnel-deny = [10.9.0.0/16]
                        anonymity = off
                        limits {
                          links = 5, links-per-domain = 4, tunnel-connections = 7
                          tunnel-idle = 5m, tunnel-life = 1h, tunnel-bytes = 1MiB
                          store-cache = 2MiB
                        }
                        """);

        assertEquals(Set.of(Role.USER, Role.TUNNEL), settings.roles());
        assertEquals(
                Optional.of(new InetSocketAddress(InetAddress.ofLiteral("::1"), 7000)),
                settings.listen());
        assertEquals("hall", settings.name());
        assertEquals(
                List.of(new LocationId.Label("hall"), new LocationId.Label("roof")),
                settings.locationLabels());
        assertEquals(
                List.of(AddressBlock.parse("10.0.0.0/8"), AddressBlock.parse("fd00::/8")),
                settings.tunnelAllow());
        assertEquals(List.of(AddressBlock.parse("10.9.0.0/16")), settings.tunnelDeny());
        assertEquals(
                new NodeLimits(
                        5, 4, 7, Duration.ofMinutes(5), Duration.ofHours(1), 1 << 20, 2 << 20),
                settings.limits());
    }

    @Test
    void strictIsOffUnlessSaidOtherwise() {
        assertTrue(parse("strict = on").strict());
        assertFalse(parse("strict = off").strict());
        assertFalse(parse("").strict());
        assertTrue(refusal("strict = often").contains("strict: on or off"));
    }

    @Test
    void aForeignDomainHasHalfOfTheLinksUnlessSaidOtherwise() {
        assertEquals(2_048, parse("").limits().linksPerForeignDomainMax());
        assertEquals(5, parse("limits.links = 10").limits().linksPerForeignDomainMax());
        assertEquals(1, parse("limits.links = 1").limits().linksPerForeignDomainMax());
        assertEquals(
                7, parse("limits { links-per-domain = 7 }").limits().linksPerForeignDomainMax());
    }

    @Test
    void theFlagWins() throws IOException {
        Path file = folder.resolve("virga.conf");
        Files.writeString(file, "name = written\nroles = user");

        NodeSettings settings =
                NodeSettingsFile.read(file, ConfigFactory.parseString("name = flag"));

        assertEquals("flag", settings.name());
        assertEquals(Set.of(Role.USER), settings.roles());
    }

    @Test
    void anUnknownKeyIsNamed() {
        assertEquals("unknown key: limits.drops, weather", refusal("weather = x, limits.drops=1"));
    }

    @Test
    void anonymityOtherThanOffIsRefusedClearly() {
        assertTrue(refusal("anonymity = onion").contains("only `off` is available"));
        assertTrue(refusal("anonymity = mixed").contains("only `off` is available"));
        assertTrue(refusal("anonymity = partly").contains("off, onion or mixed"));
    }

    @Test
    void wrongValuesAreNamedWithTheirKey() {
        assertTrue(refusal("roles = king").startsWith("roles: no such role: king"));
        assertTrue(refusal("listen = 7000").startsWith("listen: not HOST:PORT"));
        assertTrue(refusal("listen = \"127.0.0.1:x\"").startsWith("listen: not a port"));
        assertTrue(refusal("tunnel-allow = 10.0.0.0/33").startsWith("tunnel-allow: "));
        assertTrue(refusal("roles = super, cloud = off").startsWith("cloud: "));
        assertTrue(refusal("cloud = off, listen = \"127.0.0.1:0\"").startsWith("listen: "));
        assertTrue(refusal("name = " + "x".repeat(64)).startsWith("name: "));
        assertTrue(refusal("location-label = [\"\"]").startsWith("location-label: "));
        assertTrue(refusal("location-label = " + "x".repeat(65)).startsWith("location-label: "));
        assertTrue(refusal("cloud = perhaps").contains("cloud"));
        assertTrue(refusal("limits.tunnel-idle = -1s").startsWith("limits.tunnel-idle: -1s is"));
        assertTrue(refusal("limits.tunnel-life = soon").contains("tunnel-life"));
        assertTrue(refusal("limits.store-cache = -1").contains("store-cache"));
    }

    @Test
    void aFileThatIsNoHoconIsOneLine() throws IOException {
        Path file = folder.resolve("virga.conf");
        Files.writeString(file, "roles = [user\n}");

        SettingsException refused =
                assertThrows(
                        SettingsException.class,
                        () -> NodeSettingsFile.read(file, ConfigFactory.empty()));

        assertEquals(1, String.valueOf(refused.getMessage()).lines().count());
    }

    @Test
    void anAddressBlockContainsWhatBeginsWithItsBits() {
        AddressBlock block = AddressBlock.parse("192.168.4.0/22");

        assertTrue(block.contains(InetAddress.ofLiteral("192.168.7.255")));
        assertFalse(block.contains(InetAddress.ofLiteral("192.168.8.0")));
        assertFalse(block.contains(InetAddress.ofLiteral("::ffff:1")));
        assertTrue(AddressBlock.parse("::/0").contains(InetAddress.ofLiteral("fe80::1")));
    }
}
