package virga.tunnel.location;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import virga.protocol.Bytes;
import virga.protocol.record.DomainKey;
import virga.protocol.record.LocationId;
import virga.tunnel.device.InterfaceSubnet;
import virga.tunnel.device.Neighbour;
import virga.tunnel.device.Subnet;

class LocationFinderTest {
    private static final DomainKey KEY = new DomainKey(Bytes.owning(new byte[32]));
    private static final Bytes GATEWAY = Bytes.ofHex("02fc00000005");
    private static final Route ROUTE = new Route("eth0", ip("192.168.1.1"));
    private static final Neighbour KNOWN = new Neighbour(ip("192.168.1.1"), GATEWAY, "eth0");
    private static final InterfaceSubnet LAN = subnet("eth0", "192.168.1.9", 24);

    private static InetAddress ip(String text) {
        return InetAddress.ofLiteral(text);
    }

    private static InterfaceSubnet subnet(String name, String own, int prefixLength) {
        return new InterfaceSubnet(name, ip(own), Subnet.of(ip(own), prefixLength));
    }

    private static LocationFinder.Found find(
            List<Route> routes, List<InterfaceSubnet> subnets, List<Neighbour> neighbours) {
        return LocationFinder.find(
                new LocationFinder.Tables(routes, subnets, neighbours), KEY, List.of(), List.of());
    }

    private static List<LocationId> ids(LocationFinder.Found found) {
        return found.locations().stream().map(LocationView::id).toList();
    }

    @Test
    void lanIsNamedByItsGatewayMaskAndPrefix() {
        LocationFinder.Found found = find(List.of(ROUTE), List.of(LAN), List.of(KNOWN));
        assertEquals(List.of(KEY.lanLocation(GATEWAY, 24, Bytes.ofHex("c0a80100"))), ids(found));
        LocationView view = found.locations().getFirst();
        assertEquals("eth0", view.interfaceName());
        assertEquals("192.168.1.1", view.gateway());
        assertEquals("", view.label());
        assertEquals(List.of(LAN), view.subnets());
    }

    @Test
    void everyMachineOfTheLanFindsTheSameId() {
        InterfaceSubnet neighbours = subnet("wlan7", "192.168.1.200", 24);
        LocationFinder.Found there =
                find(
                        List.of(new Route("wlan7", ip("192.168.1.1"))),
                        List.of(neighbours),
                        List.of(new Neighbour(ip("192.168.1.1"), GATEWAY, "wlan7")));
        assertEquals(ids(find(List.of(ROUTE), List.of(LAN), List.of(KNOWN))), ids(there));
    }

    @Test
    void otherMaskIsAnotherLocation() {
        assertNotEquals(
                ids(find(List.of(ROUTE), List.of(LAN), List.of(KNOWN))),
                ids(
                        find(
                                List.of(ROUTE),
                                List.of(subnet("eth0", "192.168.1.9", 16)),
                                List.of(KNOWN))));
    }

    @Test
    void gatewayWithoutMacIsToBePoked() {
        LocationFinder.Found found = find(List.of(ROUTE), List.of(LAN), List.of());
        assertEquals(List.of(), found.locations());
        assertEquals(Set.of(ip("192.168.1.1")), found.unknownGateways());
    }

    @Test
    void ipv6GatewayNamesTheGlobalPrefixesOfItsInterface() {
        LocationFinder.Found found =
                find(
                        List.of(new Route("eth0", ip("fe80::1"))),
                        List.of(
                                subnet("eth0", "fe80::9", 64),
                                subnet("eth0", "2001:db8::9", 64),
                                subnet("eth1", "2001:db9::9", 64)),
                        List.of(new Neighbour(ip("fe80::1"), GATEWAY, "eth0")));
        assertEquals(
                List.of(
                        KEY.lanLocation(
                                GATEWAY, 64, Bytes.ofHex("20010db8000000000000000000000000"))),
                ids(found));
    }

    @Test
    void neighbourOnAnotherInterfaceIsNotTheGateway() {
        Neighbour other = new Neighbour(ip("192.168.1.1"), GATEWAY, "docker0");
        assertEquals(List.of(), ids(find(List.of(ROUTE), List.of(LAN), List.of(other))));
    }

    @Test
    void allowedLabelIsALocationOfAllLans() {
        InterfaceSubnet loopback = subnet("lo", "127.0.0.1", 8);
        LocationFinder.Found found =
                LocationFinder.find(
                        new LocationFinder.Tables(List.of(), List.of(loopback, LAN), List.of()),
                        KEY,
                        List.of(new LocationId.Label("garage"), new LocationId.Label("bank")),
                        List.of("garage"));
        assertEquals(List.of(new LocationId.Label("garage")), ids(found));
        assertEquals(List.of(LAN), found.locations().getFirst().subnets());
        assertEquals(List.of("bank"), found.refusedLabels());
    }

    @Test
    void routesOfLinuxAreRead() {
        String v4 =
                """
                Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT
                eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0
                eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
                """;
        assertEquals(List.of(new Route("eth0", ip("192.0.2.1"))), RouteText.procRoute(v4));
        String zero = "0".repeat(32);
        String v6 =
                "fd000000000000000000000000000000 40 %s 00 %s 00000100 00000001 0 00000001 eth0\n"
                                .formatted(zero, zero)
                        + "%s 00 %s 00 fd000000000000000000000000000001 00000400 2 0 00000003 eth0\n"
                                .formatted(zero, zero);
        assertEquals(List.of(new Route("eth0", ip("fd00::1"))), RouteText.procIpv6Route(v6));
    }

    @Test
    void routesOfMacosAreRead() {
        String text =
                """
                Destination        Gateway            Flags               Netif Expire
                default            192.168.1.1        UGScg                 en0
                127                127.0.0.1          UCS                   lo0
                default            fe80::1%en0        UGcg                  en0
                """;
        assertEquals(
                List.of(new Route("en0", ip("192.168.1.1")), new Route("en0", ip("fe80::1"))),
                RouteText.netstat(text));
    }
}
