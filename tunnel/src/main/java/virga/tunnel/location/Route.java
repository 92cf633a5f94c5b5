package virga.tunnel.location;

import java.net.InetAddress;

/** A way out of the machine's own subnets: through {@code gateway} on an interface. */
public record Route(String interfaceName, InetAddress gateway) {}
