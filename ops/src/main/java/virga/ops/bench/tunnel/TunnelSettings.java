package virga.ops.bench.tunnel;

import java.time.Duration;

/**
 * How much the tunnel benchmark moves.
 *
 * @param lengthBytes moved by each transfer
 * @param rounds each way is measured once in each, in a changing order
 * @param firstBytes connections whose first byte is timed, through the tunnel and directly
 * @param pings sent while the tunnel is full
 * @param warmUp how long the tunnel is used before anything counts: a JVM is slow at first
 * @param scpBytes length of the file that scp copies; 0: without scp
 */
public record TunnelSettings(
        long lengthBytes, int rounds, int firstBytes, int pings, Duration warmUp, long scpBytes) {
    public static final TunnelSettings DEFAULT =
            new TunnelSettings(1L << 30, 5, 200, 1_000, Duration.ofSeconds(12), 0);

    public TunnelSettings {
        if (lengthBytes < 8 || rounds < 1 || firstBytes < 1 || pings < 1 || scpBytes < 0) {
            throw new IllegalArgumentException("nothing to measure");
        }
    }
}
