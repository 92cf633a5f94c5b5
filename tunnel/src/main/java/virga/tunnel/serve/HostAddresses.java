package virga.tunnel.serve;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import virga.protocol.record.Sealed;
import virga.tunnel.device.InterfaceSubnet;
import virga.tunnel.location.LocationActor;

/** Where a device is dialled that is registered by its address. Pure. */
final class HostAddresses {
    private HostAddresses() {}

    /**
     * The address itself. A link-local one of IPv6 is one of each link: then the same on each
     * interface through which this machine ({@code here}) is at the device's location.
     */
    static List<InetAddress> of(
            Sealed.DeviceAddress.Host host, LocationActor.Locations here, Sealed.Device device) {
        byte[] bytes = host.ip().toArray();
        InetAddress address = parse(bytes, 0);
        if (!(address instanceof Inet6Address) || !address.isLinkLocalAddress()) {
            return List.of(address);
        }
        Set<String> interfaces =
                here.at(device.location()).stream()
                        .flatMap(view -> view.subnets().stream())
                        .map(InterfaceSubnet::interfaceName)
                        .collect(Collectors.toSet());
        return here.subnets().stream()
                .filter(each -> interfaces.contains(each.interfaceName()))
                .filter(each -> each.subnet().contains(address))
                .map(InterfaceSubnet::own)
                .filter(Inet6Address.class::isInstance)
                .map(own -> parse(bytes, ((Inet6Address) own).getScopeId()))
                .distinct()
                .toList();
    }

    private static InetAddress parse(byte[] bytes, int scope) {
        try {
            return scope == 0
                    ? InetAddress.getByAddress(bytes)
                    : Inet6Address.getByAddress(null, bytes, scope);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("the length was checked", e);
        }
    }
}
