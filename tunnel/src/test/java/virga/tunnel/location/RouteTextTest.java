package virga.tunnel.location;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.net.InetAddress;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import virga.protocol.Fuzz;

/** Recorded output of real systems, and damaged. */
class RouteTextTest {
    private static final String PROC_ROUTE =
            """
            Iface Destination Gateway  Flags RefCnt Use Metric Mask     MTU Window IRTT
            eth0  00000000    0101A8C0 0003  0      0   100    00000000 0   0      0
            eth0  0001A8C0    00000000 0001  0      0   100    00FFFFFF 0   0      0
            """;
    private static final String PROC_IPV6_ROUTE =
            "00000000000000000000000000000000 00 00000000000000000000000000000000 00"
                + " fe800000000000000000000000000005 00000400 00000001 00000000 00000003 eth0\n"
                + "fd000000000000000000000000000000 40 00000000000000000000000000000000 00"
                + " 00000000000000000000000000000000 00000100 00000001 00000000 00000001 eth0\n";
    private static final String NETSTAT =
            """
            Destination        Gateway            Flags        Netif Expire
            default            192.168.1.1        UGScg          en0
            default            fe80::5%en0        UGcg           en0
            192.168.1          link#4             UCS            en0
            """;

    private static Route route(String interfaceName, String gateway) {
        return new Route(interfaceName, InetAddress.ofLiteral(gateway));
    }

    @Test
    void routesWithAGatewayAreReadFromEachSystemsTables() {
        assertEquals(List.of(route("eth0", "192.168.1.1")), RouteText.procRoute(PROC_ROUTE));
        assertEquals(List.of(route("eth0", "fe80::5")), RouteText.procIpv6Route(PROC_IPV6_ROUTE));
        assertEquals(
                List.of(route("en0", "192.168.1.1"), route("en0", "fe80::5")),
                RouteText.netstat(NETSTAT));
    }

    @Test
    void noTextUpsetsTheReaders() {
        List<Function<String, List<Route>>> readers =
                List.of(RouteText::procRoute, RouteText::procIpv6Route, RouteText::netstat);
        byte[][] corpus = {
            PROC_ROUTE.getBytes(ISO_8859_1),
            PROC_IPV6_ROUTE.getBytes(ISO_8859_1),
            NETSTAT.getBytes(ISO_8859_1)
        };
        Fuzz.search(
                corpus,
                input -> {
                    String text = new String(input, ISO_8859_1);
                    for (Function<String, List<Route>> reader : readers) {
                        for (Route route : reader.apply(text)) {
                            assertFalse(route.interfaceName().isEmpty(), text);
                        }
                    }
                });
    }
}
