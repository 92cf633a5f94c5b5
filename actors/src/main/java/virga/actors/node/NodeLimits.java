package virga.actors.node;

import java.time.Duration;

/**
 * What one node may spend, each a key under {@code limits} of its configuration.
 *
 * @param linksMax open links
 * @param linksPerDomainMax open of those, links with nodes of one domain
 * @param tunnelConnectionsMax connections that this node carries at a time
 * @param tunnelIdleMax a tunnel connection is ended after this time without a byte; zero: never
 * @param tunnelLifeMax a tunnel connection is ended after this time; zero: never
 * @param tunnelBytesMax a tunnel connection is ended after as many bytes; 0: never
 * @param storeCacheMaxBytes records of the DHT kept in memory; {@link #UNSAID}: what suits the heap
 */
public record NodeLimits(
        int linksMax,
        int linksPerDomainMax,
        int tunnelConnectionsMax,
        Duration tunnelIdleMax,
        Duration tunnelLifeMax,
        long tunnelBytesMax,
        long storeCacheMaxBytes) {
    /** Whoever uses the limit chooses. */
    public static final long UNSAID = -1;

    public static final NodeLimits DEFAULT =
            new NodeLimits(4_096, 4_096, 60_000, Duration.ZERO, Duration.ZERO, 0, UNSAID);

    public NodeLimits {
        if (linksMax < 1 || linksPerDomainMax < 1 || tunnelConnectionsMax < 1) {
            throw new IllegalArgumentException("a limit is at least 1");
        }
        if (tunnelIdleMax.isNegative()
                || tunnelLifeMax.isNegative()
                || tunnelBytesMax < 0
                || storeCacheMaxBytes < UNSAID) {
            throw new IllegalArgumentException("a limit is not negative");
        }
    }
}
