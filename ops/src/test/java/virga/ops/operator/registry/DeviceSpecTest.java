package virga.ops.operator.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a person may say of a device. */
final class DeviceSpecTest {
    private static final Optional<String> MAC = Optional.of("00:11:22:33:44:55");

    private static DeviceText text(
            Optional<String> mac, Optional<String> host, String location, List<String> ports) {
        return new DeviceText("printer", "acme", mac, host, location, ports, List.of(), List.of());
    }

    private static DeviceText withMac(String mac) {
        return text(Optional.of(mac), Optional.empty(), "label:hall", List.of("80"));
    }

    private static DeviceText withHost(String host) {
        return text(Optional.empty(), Optional.of(host), "label:hall", List.of("80"));
    }

    private static DeviceText withPorts(String... ports) {
        return text(MAC, Optional.empty(), "label:hall", List.of(ports));
    }

    private static void assertWrong(String expected, DeviceText text) {
        OperatorException fault =
                assertThrows(OperatorException.class, () -> DeviceSpec.parse(text));
        assertEquals(OperatorException.Kind.USAGE, fault.kind());
        assertTrue(fault.line().contains(expected), fault.line());
    }

    @Test
    void macIsWrittenInOneWay() {
        for (String mac : List.of("00:11:22:AA:bb:cc", "00-11-22-aa-bb-cc")) {
            assertEquals("mac 00:11:22:aa:bb:cc", DeviceSpec.parse(withMac(mac)).addressText());
        }
    }

    @Test
    void wrongMacIsNamed() {
        for (String mac : List.of("", "00:11:22:33:44", "00:11:22:33:44:5g", "00:11-22:33:44:55")) {
            assertWrong("is not a MAC address", withMac(mac));
        }
        assertWrong("no device's MAC", withMac("ff:ff:ff:ff:ff:ff"));
        assertWrong("no device's MAC", withMac("01:00:5e:00:00:01"));
        assertWrong("no device's MAC", withMac("00:00:00:00:00:00"));
    }

    @Test
    void hostIsAnAddressAndNeverAName() {
        assertEquals("host 192.0.2.7", DeviceSpec.parse(withHost("192.0.2.7")).addressText());
        assertEquals("host 2001:db8::7", DeviceSpec.parse(withHost("2001:db8::7")).addressText());
        for (String host :
                List.of(
                        "printer.example",
                        "192.0.2.256",
                        "",
                        "5",
                        "10.1",
                        "0.0.0.0",
                        "224.0.0.1")) {
            assertWrong("'" + host + "'", withHost(host));
        }
        assertWrong("has a zone", withHost("fe80::1%eth0"));
    }

    @Test
    void exactlyOneOfMacAndHost() {
        assertWrong(
                "neither a MAC nor a host",
                text(Optional.empty(), Optional.empty(), "label:hall", List.of("80")));
        assertWrong(
                "both a MAC and a host",
                text(MAC, Optional.of("192.0.2.7"), "label:hall", List.of("80")));
    }

    @Test
    void wrongPortIsNamed() {
        for (String port : List.of("0", "65536", "-1", "http", "80/", "80/a b", "80/http/x", "")) {
            assertWrong("'" + port + "' is not a port", withPorts(port));
        }
        assertWrong("a port is given twice", withPorts("80", "80/http"));
        assertWrong("0 ports", withPorts());
        assertWrong(
                "65 ports",
                text(MAC, Optional.empty(), "label:hall", Collections.nCopies(65, "1")));
    }

    @Test
    void portsStandInOrder() {
        assertEquals(
                List.of("80", "631/ipp"),
                DeviceSpec.parse(withPorts("631/IPP", "80")).serviceTexts());
    }

    @Test
    void locationThatCannotBeParsedIsNamed() {
        for (String location : List.of("", "hall", "label:", "a2", "label:" + "x".repeat(65))) {
            assertWrong("is not a location", text(MAC, Optional.empty(), location, List.of("80")));
        }
    }

    @Test
    void nameIsADnsLabel() {
        DeviceText text =
                new DeviceText(
                        "Printer 1",
                        "acme",
                        MAC,
                        Optional.empty(),
                        "label:hall",
                        List.of("80"),
                        List.of(),
                        List.of());
        assertWrong("'Printer 1' cannot be the name of a device", text);
    }

    @Test
    void certificateHashIsSixtyFourDigits() {
        String hash = "AB".repeat(32);
        DeviceText good =
                new DeviceText(
                        "printer",
                        "acme",
                        MAC,
                        Optional.empty(),
                        "label:hall",
                        List.of("443/https"),
                        List.of(hash, "ab:".repeat(31) + "ab"),
                        List.of());
        assertEquals(List.of("ab".repeat(32)), DeviceSpec.parse(good).certificateTexts());
        DeviceText bad =
                new DeviceText(
                        "printer",
                        "acme",
                        MAC,
                        Optional.empty(),
                        "label:hall",
                        List.of("443/https"),
                        List.of("abcd"),
                        List.of());
        assertWrong("is not a SHA-256", bad);
    }

    @Test
    void allowedNodeThatCannotBePrintedIsRefused() {
        DeviceText usual = withMac("00:11:22:33:44:55");
        assertWrong(
                "device printer: an allowed node has characters that cannot be printed",
                new DeviceText(
                        "printer",
                        usual.domain(),
                        usual.mac(),
                        usual.host(),
                        usual.location(),
                        usual.ports(),
                        usual.tlsSha256(),
                        List.of("lap\u007ftop")));
    }
}
