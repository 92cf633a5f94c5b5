package virga.protocol.carrier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AddressTextTest {
    @Test
    void ipv6IsCompressedAsRfc5952Says() {
        assertShown("::", "0:0:0:0:0:0:0:0");
        assertShown("::1", "0:0:0:0:0:0:0:1");
        assertShown("2001:db8::1:0:0:1", "2001:0DB8:0:0:1:0:0:1");
        assertShown("fd00::2", "fd00:0000::0002");
        assertShown("2001:db8:0:1:1:1:1:1", "2001:db8::1:1:1:1:1");
        assertShown("192.0.2.1", "192.0.2.1");
    }

    private static void assertShown(String expected, String literal) {
        assertEquals(expected, AddressText.of(InetAddress.ofLiteral(literal)));
    }

    @Test
    void aZoneStays() throws UnknownHostException {
        byte[] linkLocal = InetAddress.ofLiteral("fe80::7").getAddress();
        assertEquals("fe80::7%3", AddressText.of(Inet6Address.getByAddress(null, linkLocal, 3)));
    }

    @Test
    void shortenedAddressesAreMistakes() {
        for (String wrong : List.of("5", "10.1", "192.0.2", "192.0.2.256", "printer", "")) {
            assertThrows(IllegalArgumentException.class, () -> AddressText.parse(wrong), wrong);
        }
        assertEquals("192.0.2.7", AddressText.of(AddressText.parse("192.0.2.7")));
        assertEquals("fd00::7", AddressText.of(AddressText.parse("fd00:0::7")));
    }

    @Test
    void aPortStandsBehindBrackets() {
        assertEquals("[fd00::2]:7000", Candidate.direct("fd00::2", 7000).address().toString());
        assertEquals("192.0.2.1:7000", Candidate.direct("192.0.2.1", 7000).address().toString());
        assertEquals(
                "printer.example:80",
                AddressText.of(InetSocketAddress.createUnresolved("printer.example", 80)));
    }
}
