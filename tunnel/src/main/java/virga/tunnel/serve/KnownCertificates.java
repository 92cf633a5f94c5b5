package virga.tunnel.serve;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import virga.protocol.Bytes;

/** Certificates that devices showed within the last minute. Not thread safe. */
final class KnownCertificates {
    static final long BELIEVED_MILLIS = 60_000;
    static final int KNOWN_MAX = 4_096;

    /** Where a handshake was made. */
    record Place(InetAddress address, int port) {}

    private record Shown(Bytes sha256, long atMillis) {}

    private final Map<Place, Shown> shown = new HashMap<>();

    /** The certificate's SHA-256 (32 bytes) where it is still believed. */
    Optional<Bytes> at(Place place, long nowMillis) {
        return Optional.ofNullable(shown.get(place))
                .filter(each -> Math.abs(nowMillis - each.atMillis()) < BELIEVED_MILLIS)
                .map(Shown::sha256);
    }

    void put(Place place, Bytes sha256, long nowMillis) {
        if (shown.size() >= KNOWN_MAX) {
            shown.values()
                    .removeIf(each -> Math.abs(nowMillis - each.atMillis()) >= BELIEVED_MILLIS);
        }
        if (shown.size() < KNOWN_MAX) {
            shown.put(place, new Shown(sha256, nowMillis));
        }
    }
}
