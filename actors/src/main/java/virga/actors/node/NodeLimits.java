package virga.actors.node;

import java.time.Duration;

/**
 * What one node may spend, each a key under {@code limits} of its configuration.
 *
 * @param linksMax open links
 * @param linksPerDomainMax open of those, links with nodes of one domain
 * @param tunnelConnectionsMax connections that this node carries at a time
 * @param tunnelLifeMax a tunnel connection is ended after this time; zero: never
 * @param tunnelBytesMax a tunnel connection is ended after as many bytes; 0: never
 */
public record NodeLimits(
        int linksMax,
        int linksPerDomainMax,
        int tunnelConnectionsMax,
        Duration tunnelLifeMax,
        long tunnelBytesMax) {
    public static final NodeLimits DEFAULT = new NodeLimits(4_096, 4_096, 60_000, Duration.ZERO, 0);

    public NodeLimits {
        if (linksMax < 1 || linksPerDomainMax < 1 || tunnelConnectionsMax < 1) {
            throw new IllegalArgumentException("a limit is at least 1");
        }
        if (tunnelLifeMax.isNegative() || tunnelBytesMax < 0) {
            throw new IllegalArgumentException("a limit is not negative");
        }
    }
}
