package virga.tunnel.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import virga.actors.settings.AddressBlock;
import virga.protocol.Bytes;
import virga.protocol.identity.DomainId;
import virga.protocol.identity.NodeId;
import virga.protocol.identity.PublicKey;
import virga.protocol.identity.Role;
import virga.protocol.mux.StreamRefusal;
import virga.protocol.record.LocationId;
import virga.protocol.record.RecordBody.NodeRecord;
import virga.protocol.record.Sealed;
import virga.tunnel.device.InterfaceSubnet;
import virga.tunnel.device.Subnet;

/** Each rule of who may reach what. */
class TunnelGateTest {
    private static final DomainId ACME = DomainId.parse("dfe47365");
    private static final PublicKey KEY = new PublicKey(Bytes.owning(new byte[32]));
    private static final LocationId HOME = new LocationId.Label("home");
    private static final LocationId LAN = lan(1);
    private static final LocationId OTHER_LAN = lan(2);
    private static final List<InterfaceSubnet> OWN =
            List.of(
                    subnet("lo", "127.0.0.1", 8),
                    subnet("lo", "::1", 128),
                    subnet("eth0", "192.168.1.10", 24),
                    subnet("eth0", "fd00::10", 64),
                    subnet("eth0", "fe80::10", 64));

    private final TunnelGate gate = new TunnelGate(ACME, AddressRules.NONE);

    private static LocationId lan(int number) {
        return new LocationId.Lan(Bytes.ofHex(String.format("%064x", number)));
    }

    private static InterfaceSubnet subnet(String name, String own, int prefixLength) {
        InetAddress address = InetAddress.ofLiteral(own);
        return new InterfaceSubnet(name, address, Subnet.of(address, prefixLength));
    }

    private static NodeRecord node(DomainId domain, Set<Role> roles, String name) {
        return new NodeRecord(
                NodeId.of(domain, KEY), KEY, roles, List.of(), name, 1, Instant.EPOCH, KEY);
    }

    private static Sealed.Device device(String... allow) {
        return deviceAt(HOME, allow);
    }

    private static Sealed.Device deviceAt(LocationId location, String... allow) {
        return new Sealed.Device(
                "printer",
                new Sealed.DeviceAddress.Mac(Bytes.ofHex("001122334455")),
                Set.of(),
                location,
                List.of(new Sealed.Service(631, "ipp")),
                Set.of(allow));
    }

    private static final NodeRecord ANN = node(ACME, Set.of(Role.USER), "ann");

    private Optional<StreamRefusal> ask(Optional<Sealed.Device> device, int port) {
        return gate.checkDevice(ANN, device, port, Set.of(HOME));
    }

    @Test
    void userOfTheDomainMayAsk() {
        assertEquals(Optional.empty(), gate.checkCaller(Optional.of(ANN)));
    }

    @Test
    void peerWithoutAdmissionIsRefused() {
        assertEquals(Optional.of(StreamRefusal.NOT_ALLOWED), gate.checkCaller(Optional.empty()));
    }

    @Test
    void peerOfAnotherDomainIsRefused() {
        NodeRecord stranger = node(DomainId.parse("00000001"), Set.of(Role.USER), "ann");
        assertEquals(
                Optional.of(StreamRefusal.NOT_ALLOWED), gate.checkCaller(Optional.of(stranger)));
    }

    @Test
    void peerWithoutTheUserRoleIsRefused() {
        NodeRecord other = node(ACME, Set.of(Role.SUPER, Role.TUNNEL), "ann");
        assertEquals(Optional.of(StreamRefusal.NOT_ALLOWED), gate.checkCaller(Optional.of(other)));
    }

    @Test
    void registeredPortOfDeviceHereIsAllowed() {
        assertEquals(Optional.empty(), ask(Optional.of(device()), 631));
    }

    @Test
    void unknownDeviceIsRefused() {
        assertEquals(Optional.of(StreamRefusal.UNKNOWN_DEVICE), ask(Optional.empty(), 631));
    }

    @Test
    void deviceElsewhereIsRefused() {
        assertEquals(
                Optional.of(StreamRefusal.NOT_AT_LOCATION),
                gate.checkDevice(ANN, Optional.of(device()), 631, Set.of()));
    }

    private Optional<StreamRefusal> goesOn(LocationId reached, LocationId now) {
        return goesOn(Optional.of(reached), deviceAt(now));
    }

    private Optional<StreamRefusal> goesOn(Optional<LocationId> reached, Sealed.Device now) {
        return gate.checkOpen(ANN, reached, Optional.of(now), 631, Set.of());
    }

    @Test
    void openConnectionGoesOnWhileTheLansGatewayIsSilent() {
        assertEquals(Optional.empty(), goesOn(LAN, LAN));
        assertEquals(
                Optional.of(StreamRefusal.NOT_ALLOWED),
                goesOn(Optional.of(LAN), deviceAt(LAN, "bob")));
        assertEquals(
                Optional.of(StreamRefusal.NOT_AT_LOCATION),
                goesOn(Optional.empty(), deviceAt(LAN)));
    }

    @Test
    void openConnectionEndsWhenItsDeviceIsMovedOrTheNodeLosesTheLabel() {
        assertEquals(Optional.of(StreamRefusal.NOT_AT_LOCATION), goesOn(LAN, OTHER_LAN));
        assertEquals(Optional.of(StreamRefusal.NOT_AT_LOCATION), goesOn(LAN, HOME));
        assertEquals(Optional.of(StreamRefusal.NOT_AT_LOCATION), goesOn(HOME, HOME));
    }

    @Test
    void otherPortIsRefused() {
        assertEquals(
                Optional.of(StreamRefusal.PORT_NOT_REGISTERED), ask(Optional.of(device()), 22));
    }

    @Test
    void callerNotOnTheListIsRefused() {
        assertEquals(Optional.of(StreamRefusal.NOT_ALLOWED), ask(Optional.of(device("bob")), 631));
    }

    @Test
    void callerNotOnTheListLearnsNothingOfPorts() {
        assertEquals(Optional.of(StreamRefusal.NOT_ALLOWED), ask(Optional.of(device("bob")), 22));
    }

    @Test
    void callerOnTheListByNameIsAllowed() {
        assertEquals(Optional.empty(), ask(Optional.of(device("bob", "ann")), 631));
    }

    @Test
    void callerOnTheListByIdIsAllowed() {
        assertEquals(Optional.empty(), ask(Optional.of(device(ANN.id().toString())), 631));
    }

    @Test
    void callerWithoutNameDoesNotMatchAnEmptyEntry() {
        NodeRecord nameless = node(ACME, Set.of(Role.USER), "");
        assertEquals(
                Optional.of(StreamRefusal.NOT_ALLOWED),
                gate.checkDevice(nameless, Optional.of(device("")), 631, Set.of(HOME)));
    }

    @ParameterizedTest(name = "{2}: {0} is permitted: {1}")
    @CsvSource({
        "192.168.1.77, true, host of an own subnet",
        "fd00::77, true, IPv6 host of an own subnet",
        "fe80::77, true, link-local host",
        "192.168.2.77, false, host of another subnet",
        "8.8.8.8, false, host of the internet",
        "2001:db8::1, false, IPv6 host of the internet",
        "192.168.1.10, false, the machine itself",
        "fd00::10, false, the machine itself by IPv6",
        "127.0.0.1, false, loopback",
        "127.1.2.3, false, all of loopback",
        "::1, false, IPv6 loopback",
        "::ffff:127.0.0.1, false, loopback in IPv6 clothes",
        "0.0.0.0, false, any",
        "::, false, IPv6 any",
        "224.0.0.1, false, multicast",
        "ff02::1, false, IPv6 multicast",
        "192.168.1.255, false, the subnet's broadcast",
        "192.168.1.0, false, the subnet's own address",
        "255.255.255.255, false, broadcast",
    })
    void addressWithoutRules(String address, boolean permitted, String why) {
        assertEquals(
                permitted, AddressRules.NONE.permits(InetAddress.ofLiteral(address), OWN), why);
    }

    @ParameterizedTest(name = "{3}: {0} allow {1} is permitted: {2}")
    @CsvSource({
        "127.0.0.1, 127.0.0.0/8, true, the owner allows loopback",
        "192.168.1.10, 192.168.1.10, true, the owner allows the machine itself",
        "10.1.2.3, 10.0.0.0/8, true, the owner allows a routed network",
        "10.1.2.3, 11.0.0.0/8, false, another network was allowed",
        "fd77::1, fd77::/16, true, the owner allows a routed IPv6 network",
        "0.0.0.0, 0.0.0.0/0, false, any is no host whatever is allowed",
        "224.0.0.1, 0.0.0.0/0, false, multicast is no host whatever is allowed",
        "255.255.255.255, 0.0.0.0/0, false, broadcast is no host whatever is allowed",
    })
    void addressThatTheOwnerAllows(String address, String allow, boolean permitted, String why) {
        AddressRules rules = new AddressRules(List.of(AddressBlock.parse(allow)), List.of());
        assertEquals(permitted, rules.permits(InetAddress.ofLiteral(address), OWN), why);
    }

    @Test
    void denyingWinsOverOwnSubnetAndAllowing() {
        AddressRules rules =
                new AddressRules(
                        List.of(AddressBlock.parse("192.168.1.0/24")),
                        List.of(AddressBlock.parse("192.168.1.64/26")));
        TunnelGate strict = new TunnelGate(ACME, rules);
        InetAddress denied = InetAddress.ofLiteral("192.168.1.77");
        InetAddress open = InetAddress.ofLiteral("192.168.1.7");
        assertEquals(List.of(open), strict.permitted(List.of(denied, open), OWN));
    }

    @Test
    void oneIsRefusedWhereTheLimitIsReached() {
        StreamCounts counts = new StreamCounts(3, 2);
        NodeId bob = NodeId.of(ACME, new PublicKey(Bytes.ofHex("11".repeat(32))));
        assertEquals(true, counts.take(ANN.id()));
        assertEquals(true, counts.take(ANN.id()));
        assertEquals(false, counts.take(ANN.id()), "two for one peer");
        assertEquals(true, counts.take(bob));
        assertEquals(false, counts.take(bob), "three in all");
        counts.release(ANN.id());
        assertEquals(true, counts.take(bob));
        assertEquals(3, counts.total());
    }
}
