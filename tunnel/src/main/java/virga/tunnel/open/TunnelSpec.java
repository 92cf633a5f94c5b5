package virga.tunnel.open;

import java.net.InetSocketAddress;
import java.util.Optional;
import virga.protocol.carrier.Carrier;

/**
 * What {@code virga tunnel open} asks for.
 *
 * @param listen an IP address of this machine; port 0: one that is free
 * @param via the only carrier that will do; empty: any
 * @param save reopen it when the node starts
 * @param trace tell each step
 */
public record TunnelSpec(
        DeviceName device,
        InetSocketAddress listen,
        Optional<Carrier> via,
        boolean save,
        boolean trace) {}
