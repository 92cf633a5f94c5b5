package virga.tunnel.location;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Which gateways of unknown MAC are worth a datagram, so that a silent one gets few. Pure. */
final class UnknownGateways {
    /** A silent gateway is not asked again before this has passed. */
    static final long ASK_AGAIN_MIN_MILLIS = 60_000;

    static final int ASKED_MAX = 64;

    private final Map<InetAddress, Long> askedMillis = new HashMap<>();

    /** Those of {@code unknown}, all that are unknown now, to be asked now. */
    Set<InetAddress> ask(Set<InetAddress> unknown, long nowMillis) {
        // One that answered is asked at once when the neighbour table has forgotten it.
        askedMillis.keySet().retainAll(unknown);
        askedMillis
                .values()
                .removeIf(at -> nowMillis - at >= ASK_AGAIN_MIN_MILLIS || at > nowMillis);
        Set<InetAddress> fresh =
                unknown.stream()
                        .filter(gateway -> !askedMillis.containsKey(gateway))
                        .limit(ASKED_MAX - askedMillis.size())
                        .collect(Collectors.toUnmodifiableSet());
        fresh.forEach(gateway -> askedMillis.put(gateway, nowMillis));
        return fresh;
    }
}
