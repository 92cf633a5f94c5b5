package virga.tunnel.device;

import java.net.InetAddress;
import virga.protocol.Bytes;

/**
 * One line of a neighbour table: this address answered with this MAC (6 bytes) on this interface. A
 * link-local IPv6 address carries its scope.
 */
public record Neighbour(InetAddress address, Bytes mac, String interfaceName) {}
