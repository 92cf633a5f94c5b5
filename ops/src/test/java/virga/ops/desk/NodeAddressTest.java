package virga.ops.desk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class NodeAddressTest {
    @Test
    void allAddressesAreShownAsTheyWereGiven() {
        assertEquals("0.0.0.0:7000", shown("0.0.0.0", 7000, "::"));
        assertEquals("0.0.0.0:7000", shown("0.0.0.0", 0, "::"));
        assertEquals("[::]:7000", shown("::", 7000, "::"));
        assertEquals("192.0.2.1:7000", shown("192.0.2.1", 7000, "192.0.2.1"));
    }

    private static String shown(String given, int port, String bound) {
        return NodeAddress.text(NodeAddress.asGiven(Optional.of(at(given, port)), at(bound, 7000)));
    }

    private static InetSocketAddress at(String literal, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(literal), port);
    }
}
