package virga.protocol.link;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import virga.protocol.Bytes;

/**
 * How many strangers may shake hands at once, and how fast they may come: a handshake costs a
 * thousand times what a connection does. Thread safe; the time is given.
 */
final class HandshakeGate {
    private static final int IPV6_SITE_BYTES = 8;
    private static final double NANOS_A_SECOND = 1e9;

    private final LinkLimits limits;
    private final Map<Bytes, Integer> unfinishedByAddress = new HashMap<>();
    private int unfinished;
    private double tokens;
    private long refilledNanos;

    HandshakeGate(LinkLimits limits, long nowNanos) {
        this.limits = limits;
        this.tokens = limits.acceptsPerSecondMax();
        this.refilledNanos = nowNanos;
    }

    /** Whether a connection from {@code address} may begin; if so {@link #leave} ends it. */
    synchronized boolean enter(InetAddress address, long nowNanos) {
        refill(nowNanos);
        Bytes site = site(address);
        int sameAddress = unfinishedByAddress.getOrDefault(site, 0);
        boolean addressFull =
                !address.isLoopbackAddress() && sameAddress >= limits.handshakesPerAddressMax();
        if (tokens < 1 || unfinished >= limits.handshakesMax() || addressFull) {
            return false;
        }
        tokens--;
        unfinished++;
        unfinishedByAddress.put(site, sameAddress + 1);
        return true;
    }

    /** The handshake is over, well or not. */
    synchronized void leave(InetAddress address) {
        unfinished--;
        unfinishedByAddress.computeIfPresent(
                site(address), (site, count) -> count == 1 ? null : count - 1);
    }

    synchronized int unfinished() {
        return unfinished;
    }

    private void refill(long nowNanos) {
        double seconds = (nowNanos - refilledNanos) / NANOS_A_SECOND;
        tokens =
                Math.min(
                        limits.acceptsPerSecondMax(),
                        tokens + seconds * limits.acceptsPerSecondMax());
        refilledNanos = nowNanos;
    }

    /** One customer has a whole /64 of IPv6. */
    static Bytes site(InetAddress address) {
        byte[] bytes = address.getAddress();
        return Bytes.owning(
                address instanceof Inet6Address ? Arrays.copyOf(bytes, IPV6_SITE_BYTES) : bytes);
    }
}
