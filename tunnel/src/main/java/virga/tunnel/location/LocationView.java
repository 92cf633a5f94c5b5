package virga.tunnel.location;

import java.util.List;
import virga.protocol.record.LocationId;
import virga.tunnel.device.InterfaceSubnet;

/**
 * One location that this machine is at. {@code interfaceName} and {@code gateway} are empty for a
 * label, {@code label} for a LAN. {@code subnets} are those whose devices are at the location.
 */
public record LocationView(
        LocationId id,
        String interfaceName,
        String gateway,
        String label,
        List<InterfaceSubnet> subnets) {
    public LocationView {
        subnets = List.copyOf(subnets);
    }
}
