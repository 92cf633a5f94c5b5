package virga.tunnel.location;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import virga.protocol.Bytes;
import virga.protocol.carrier.AddressText;
import virga.protocol.record.DomainKey;
import virga.protocol.record.LocationId;
import virga.tunnel.device.InterfaceSubnet;
import virga.tunnel.device.Neighbour;

/**
 * Which locations this machine is at: for each gateway, its MAC and each subnet on its interface
 * (seed 003, 3.2.2), and the labels that the operator allows it. Pure: the tables are arguments.
 */
public final class LocationFinder {
    /** As many as one NodeInfo may name. */
    public static final int LOCATIONS_MAX = 16;

    /** What the system's tables say at one moment. */
    public record Tables(
            List<Route> routes, List<InterfaceSubnet> subnets, List<Neighbour> neighbours) {
        /** Before anything was read. */
        public static final Tables NONE = new Tables(List.of(), List.of(), List.of());

        public Tables {
            routes = List.copyOf(routes);
            subnets = List.copyOf(subnets);
            neighbours = List.copyOf(neighbours);
        }
    }

    /** {@code unknownGateways}: one empty datagram to each may make its MAC known. */
    public record Found(
            List<LocationView> locations,
            Set<InetAddress> unknownGateways,
            List<String> refusedLabels) {
        public Found {
            locations = List.copyOf(locations);
            unknownGateways = Set.copyOf(unknownGateways);
            refusedLabels = List.copyOf(refusedLabels);
        }
    }

    private LocationFinder() {}

    /** {@code wanted}: labels of the settings; {@code allowed}: those of the Node record. */
    public static Found find(
            Tables tables, DomainKey key, List<LocationId.Label> wanted, List<String> allowed) {
        Map<LocationId, LocationView> found = new LinkedHashMap<>();
        Set<InetAddress> unknown = new LinkedHashSet<>();
        for (Route route : tables.routes()) {
            Optional<Bytes> mac = macOf(route, tables.neighbours());
            if (mac.isEmpty()) {
                unknown.add(route.gateway());
                continue;
            }
            for (InterfaceSubnet each : behind(route, tables.subnets())) {
                LocationId.Lan id =
                        key.lanLocation(
                                mac.get(), each.subnet().prefixLength(), each.subnet().network());
                String gateway = AddressText.of(route.gateway());
                put(found, new LocationView(id, route.interfaceName(), gateway, "", List.of(each)));
            }
        }
        List<String> refused = new ArrayList<>();
        List<InterfaceSubnet> lans =
                tables.subnets().stream().filter(each -> !each.own().isLoopbackAddress()).toList();
        for (LocationId.Label label : wanted) {
            if (allowed.contains(label.label())) {
                put(found, new LocationView(label, "", "", label.label(), lans));
            } else {
                refused.add(label.label());
            }
        }
        return new Found(found.values().stream().limit(LOCATIONS_MAX).toList(), unknown, refused);
    }

    /** One location may be seen through two interfaces: its devices are then on either. */
    private static void put(Map<LocationId, LocationView> found, LocationView view) {
        found.merge(
                view.id(),
                view,
                (a, b) -> {
                    Set<InterfaceSubnet> both = new LinkedHashSet<>(a.subnets());
                    both.addAll(b.subnets());
                    return new LocationView(
                            a.id(), a.interfaceName(), a.gateway(), a.label(), List.copyOf(both));
                });
    }

    private static Optional<Bytes> macOf(Route route, List<Neighbour> neighbours) {
        return neighbours.stream()
                .filter(each -> each.interfaceName().equals(route.interfaceName()))
                .filter(
                        each ->
                                Bytes.copyOf(each.address().getAddress())
                                        .equals(Bytes.copyOf(route.gateway().getAddress())))
                .map(Neighbour::mac)
                .findFirst();
    }

    /**
     * IPv4: the subnet that the gateway is in. IPv6, whose gateways have link-local addresses: all
     * subnets of the interface but the link-local one, which every LAN has.
     */
    private static List<InterfaceSubnet> behind(Route route, List<InterfaceSubnet> subnets) {
        boolean ipv4 = route.gateway().getAddress().length == 4;
        return subnets.stream()
                .filter(each -> each.interfaceName().equals(route.interfaceName()))
                .filter(each -> each.subnet().ipv4() == ipv4)
                .filter(each -> !each.own().isLinkLocalAddress())
                .filter(each -> ipv4 ? each.subnet().contains(route.gateway()) : lan(each))
                .toList();
    }

    private static boolean lan(InterfaceSubnet each) {
        return each.subnet().prefixLength() < 128;
    }
}
