package virga.tunnel.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import virga.protocol.Bytes;
import virga.protocol.record.LocationId;
import virga.protocol.record.Sealed;
import virga.tunnel.device.InterfaceSubnet;
import virga.tunnel.device.Subnet;
import virga.tunnel.location.LocationActor;
import virga.tunnel.location.LocationView;

/** Where devices are dialled that are registered by their address. */
class HostAddressesTest {
    private static final LocationId OFFICE = new LocationId.Label("office");
    private static final InterfaceSubnet LAN = subnet("eth0", "192.168.1.10", 24, 0);
    private static final InterfaceSubnet LAN_LINK = subnet("eth0", "fe80::10", 64, 2);
    private static final InterfaceSubnet OTHER_LINK = subnet("eth1", "fe80::11", 64, 3);
    private static final LocationActor.Locations HERE =
            new LocationActor.Locations(
                    List.of(new LocationView(OFFICE, "eth0", "192.168.1.1", "", List.of(LAN))),
                    List.of(),
                    List.of(LAN, OTHER_LINK, LAN_LINK));

    private static InterfaceSubnet subnet(String name, String own, int prefixLength, int scope) {
        InetAddress address = scoped(own, scope);
        return new InterfaceSubnet(name, address, Subnet.of(address, prefixLength));
    }

    private static InetAddress scoped(String literal, int scope) {
        InetAddress address = InetAddress.ofLiteral(literal);
        try {
            return scope == 0
                    ? address
                    : Inet6Address.getByAddress(null, address.getAddress(), scope);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> dialled(String host, LocationId location) {
        var address =
                new Sealed.DeviceAddress.Host(
                        Bytes.owning(InetAddress.ofLiteral(host).getAddress()));
        Sealed.Device device =
                new Sealed.Device(
                        "printer",
                        address,
                        Set.of(),
                        location,
                        List.of(new Sealed.Service(631, "ipp")),
                        Set.of());
        return HostAddresses.of(address, HERE, device).stream()
                .map(InetAddress::getHostAddress)
                .toList();
    }

    @Test
    void anAddressIsDialledAsItIs() {
        assertEquals(List.of("192.168.1.50"), dialled("192.168.1.50", OFFICE));
        assertEquals(List.of("169.254.1.50"), dialled("169.254.1.50", OFFICE));
        assertEquals(List.of("fd00:0:0:0:0:0:0:50"), dialled("fd00::50", OFFICE));
    }

    @Test
    void aLinkLocalAddressIsDialledOnTheInterfaceOfItsLocation() {
        assertEquals(List.of("fe80:0:0:0:0:0:0:50%2"), dialled("fe80::50", OFFICE));
    }

    @Test
    void aLinkLocalAddressOfAnotherLocationIsNowhereHere() {
        assertEquals(List.of(), dialled("fe80::50", new LocationId.Label("roof")));
    }
}
