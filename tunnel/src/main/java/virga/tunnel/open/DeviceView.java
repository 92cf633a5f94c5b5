package virga.tunnel.open;

import java.util.List;

/**
 * A device of the domain, for a person to see.
 *
 * @param services ports and schemes, as in {@code 631/ipp}
 * @param reachableBy names, or ids where they have none, of the tunnel nodes at its location now
 * @param authenticated its certificate is registered and checked
 */
public record DeviceView(
        String name,
        String domain,
        List<String> services,
        List<String> reachableBy,
        boolean authenticated) {
    public DeviceView {
        services = List.copyOf(services);
        reachableBy = List.copyOf(reachableBy);
    }
}
