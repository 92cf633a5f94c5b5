package virga.ops.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import virga.ops.operator.registry.DeviceSpec;
import virga.ops.operator.registry.DeviceText;
import virga.ops.operator.registry.OperatorException;
import virga.protocol.Fuzz;

/** The file of {@code device apply -f}. */
final class DeviceFileTest {
    private static final String PRINTER =
            """
            devices = [
              {
                name = printer, domain = acme
                mac = "00:11:22:33:44:55"
                location = "label:hall"
                ports = ["631/ipp", 80]
                tls-sha256 = [], allow = [laptop]
              }
            ]
            """;

    private static OperatorException fault(String text) {
        return assertThrows(OperatorException.class, () -> DeviceFile.parse("devices.conf", text));
    }

    private static void assertFault(String expected, String text) {
        OperatorException fault = fault(text);
        assertEquals(OperatorException.Kind.USAGE, fault.kind());
        assertTrue(fault.line().contains(expected), fault.line());
    }

    @Test
    void readsHocon() {
        assertEquals(
                List.of(
                        new DeviceText(
                                "printer",
                                "acme",
                                Optional.of("00:11:22:33:44:55"),
                                Optional.empty(),
                                "label:hall",
                                List.of("631/ipp", "80"),
                                List.of(),
                                List.of("laptop"))),
                DeviceFile.parse("devices.conf", PRINTER));
    }

    @Test
    void readsJson() {
        String json =
                """
                {"devices": [{"name": "cam", "domain": "acme", "host": "192.0.2.7",
                  "location": "label:yard", "ports": ["554/rtsp"]}]}
                """;
        DeviceText device = DeviceFile.parse("devices.json", json).getFirst();
        assertEquals(Optional.of("192.0.2.7"), device.host());
        assertEquals(List.of("554/rtsp"), device.ports());
    }

    @Test
    void unknownKeyIsRefusedWithItsLine() {
        assertFault(
                "devices.conf line 4: unknown key 'mak' of a device",
                PRINTER.replace("mac =", "mak ="));
        assertFault(
                "devices.conf line 1: unknown key 'device'", PRINTER.replace("devices", "device"));
    }

    @Test
    void brokenSyntaxIsRefusedWithItsLine() {
        assertFault("devices.conf: 3", PRINTER.replace("name = printer", "name = = printer"));
    }

    @Test
    void wordsOfTheFileMoveNoCursor() {
        assertFault("key 'a?[2Jb'", "devices = []\n\"a\\u001b[2Jb\" = 1");
    }

    @Test
    void whatIsMissingIsNamed() {
        assertFault("without 'location'", PRINTER.replace("location = \"label:hall\"", ""));
        assertFault("no list 'devices'", "");
    }

    @Test
    void listThatIsNoneIsRefused() {
        assertFault("'ports' is not a list", PRINTER.replace("[\"631/ipp\", 80]", "631"));
        assertFault("a device is an object", "devices = [printer]");
        assertFault("'name' is not text", PRINTER.replace("name = printer", "name = {a = 1}"));
    }

    /** Devices, or one line for a person; and so for each device. */
    @Test
    void noTextUpsetsTheParser() {
        byte[][] corpus = {
            PRINTER.getBytes(StandardCharsets.UTF_8),
            "devices=[{name:a,host:\"::1\",ports:[1],tls-sha256:[\"aa\"]}]"
                    .getBytes(StandardCharsets.UTF_8),
            "include \"x\"\ndevices = ${?HOME}".getBytes(StandardCharsets.UTF_8),
            "{\"devices\": [[], {}, 1e9, null]}".getBytes(StandardCharsets.UTF_8)
        };
        Fuzz.search(corpus, DeviceFileTest::parsed);
    }

    private static void parsed(byte[] input) {
        try {
            String text = new String(input, StandardCharsets.UTF_8);
            for (DeviceText device : DeviceFile.parse("devices.conf", text)) {
                var unused = DeviceSpec.parse(device);
            }
        } catch (OperatorException fault) {
            assertTrue(fault.line().chars().noneMatch(Character::isISOControl), fault.line());
        }
    }

    @Test
    void missingFileIsNotFound(@TempDir Path folder) {
        OperatorException fault =
                assertThrows(
                        OperatorException.class,
                        () -> DeviceFile.read(folder.resolve("none.conf")));
        assertEquals(OperatorException.Kind.NOT_FOUND, fault.kind());
    }

    @Test
    void fileThatIsNoTextIsRefused(@TempDir Path folder) throws Exception {
        Path file = Files.write(folder.resolve("x.conf"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        OperatorException fault =
                assertThrows(OperatorException.class, () -> DeviceFile.read(file));
        assertEquals(OperatorException.Kind.USAGE, fault.kind());
    }
}
