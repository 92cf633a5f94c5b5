package virga.tunnel.open;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.OptionalInt;
import virga.protocol.carrier.Carrier;

/**
 * An open tunnel, for a person to see.
 *
 * @param port of the device; empty where nobody said one and none was found yet
 * @param via by what the next connection goes; empty where a way must be found first
 * @param connections carried now
 * @param bytesOut and {@code bytesIn}: to and from the device, on connections that have ended
 * @param trouble why the last connection was not carried, one line
 */
public record TunnelView(
        String id,
        InetSocketAddress listen,
        String device,
        OptionalInt port,
        Optional<Carrier> via,
        boolean saved,
        int connections,
        long bytesOut,
        long bytesIn,
        Optional<String> trouble) {}
