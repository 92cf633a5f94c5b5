package virga.tunnel.serve;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import virga.protocol.Bytes;

/**
 * Addresses just found for a MAC, so that a burst of connections reads the neighbour tables once.
 * Not thread safe.
 */
final class KnownAddresses {
    static final long BELIEVED_MILLIS = 30_000;
    static final int KNOWN_MAX = 4_096;

    private record Found(List<InetAddress> addresses, long atMillis) {}

    private final Map<Bytes, Found> found = new HashMap<>();

    Optional<List<InetAddress>> of(Bytes mac, long nowMillis) {
        return Optional.ofNullable(found.get(mac))
                .filter(each -> Math.abs(nowMillis - each.atMillis()) < BELIEVED_MILLIS)
                .map(Found::addresses);
    }

    void put(Bytes mac, List<InetAddress> addresses, long nowMillis) {
        if (found.size() >= KNOWN_MAX) {
            found.values()
                    .removeIf(each -> Math.abs(nowMillis - each.atMillis()) >= BELIEVED_MILLIS);
        }
        if (!addresses.isEmpty() && found.size() < KNOWN_MAX) {
            found.put(mac, new Found(List.copyOf(addresses), nowMillis));
        }
    }

    void forget(Bytes mac) {
        found.remove(mac);
    }
}
