package virga.tunnel.serve;

import java.util.HashMap;
import java.util.Map;
import virga.protocol.identity.NodeId;

/** How many connections this node carries or is about to, in all and for each peer. Any thread. */
final class StreamCounts {
    private final int totalMax;
    private final int perPeerMax;
    private final Map<NodeId, Integer> perPeer = new HashMap<>();
    private int total;

    StreamCounts(int totalMax, int perPeerMax) {
        this.totalMax = totalMax;
        this.perPeerMax = perPeerMax;
    }

    /** Takes a place for one more of {@code peer}'s; false where there is none. */
    synchronized boolean take(NodeId peer) {
        int now = perPeer.getOrDefault(peer, 0);
        if (total >= totalMax || now >= perPeerMax) {
            return false;
        }
        total++;
        perPeer.put(peer, now + 1);
        return true;
    }

    synchronized void release(NodeId peer) {
        total--;
        perPeer.computeIfPresent(peer, (id, now) -> now == 1 ? null : now - 1);
    }

    synchronized int total() {
        return total;
    }
}
