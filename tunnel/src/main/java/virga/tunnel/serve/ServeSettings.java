package virga.tunnel.serve;

import virga.actors.settings.NodeSettings;

/**
 * What the owner of a tunnel node allows.
 *
 * @param connectionsMax carried at a time
 * @param perPeerMax of those, for one node
 */
public record ServeSettings(AddressRules rules, int connectionsMax, int perPeerMax) {
    /** As many as one link has streams. */
    public static final int PER_PEER_MAX = 16_384;

    public ServeSettings {
        if (connectionsMax < 1 || perPeerMax < 1) {
            throw new IllegalArgumentException("a limit is at least 1");
        }
    }

    public static ServeSettings of(NodeSettings settings) {
        int connectionsMax = settings.limits().tunnelConnectionsMax();
        return new ServeSettings(
                new AddressRules(settings.tunnelAllow(), settings.tunnelDeny()),
                connectionsMax,
                Math.min(connectionsMax, PER_PEER_MAX));
    }
}
