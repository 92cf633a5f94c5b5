package virga.actors.settings;

import java.time.Duration;

/**
 * What one node may spend, each a key under {@code limits} of its configuration.
 *
 * @param linksMax open links
 * @param linksPerForeignDomainMax open of those, links with nodes of one domain other than its own;
 *     half of all by default, so that no domain takes all places of a super
 * @param tunnelConnectionsMax connections that this node carries at a time
 * @param tunnelIdleMax a tunnel connection is ended after this time without a byte; zero: never
 * @param tunnelLifeMax a tunnel connection is ended after this time; zero: never
 * @param tunnelBytesMax a tunnel connection is ended after as many bytes; 0: never
 * @param storeCacheMaxBytes records of the DHT kept in memory; {@link #UNSAID}: what suits the heap
 */
public record NodeLimits(
        int linksMax,
        int linksPerForeignDomainMax,
        int tunnelConnectionsMax,
        Duration tunnelIdleMax,
        Duration tunnelLifeMax,
        long tunnelBytesMax,
        long storeCacheMaxBytes) {
    /** Whoever uses the limit chooses. */
    public static final long UNSAID = -1;

    public static final NodeLimits DEFAULT =
            new NodeLimits(
                    4_096, foreignShare(4_096), 60_000, Duration.ZERO, Duration.ZERO, 0, UNSAID);

    public NodeLimits {
        if (linksMax < 1 || linksPerForeignDomainMax < 1 || tunnelConnectionsMax < 1) {
            throw new IllegalArgumentException("a limit is at least 1");
        }
        if (tunnelIdleMax.isNegative()
                || tunnelLifeMax.isNegative()
                || tunnelBytesMax < 0
                || storeCacheMaxBytes < UNSAID) {
            throw new IllegalArgumentException("a limit is not negative");
        }
    }

    /** What one foreign domain may have of {@code linksMax} where nothing else is decided. */
    static int foreignShare(int linksMax) {
        return Math.max(1, linksMax / 2);
    }
}
