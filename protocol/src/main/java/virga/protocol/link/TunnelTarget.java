package virga.protocol.link;

import virga.protocol.Bytes;

/** What a stream is to be carried to: a device's key in the DHT (32 bytes) and its TCP port. */
public record TunnelTarget(Bytes deviceKey, int port) {
    public TunnelTarget {
        if (deviceKey.length() != 32) {
            throw new IllegalArgumentException("a device key has 32 bytes: " + deviceKey.length());
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("a port is 1 to 65535, not " + port);
        }
    }
}
