package virga.tunnel.open;

import virga.protocol.carrier.Carrier;
import virga.protocol.identity.NodeId;

/** What {@link WayActor.Seek} hears: any number of steps, then one of the others. */
public sealed interface WayProgress {
    /** {@code millis} since the search began. */
    record Traced(String step, long millis) implements WayProgress {}

    record Reached(NodeId node, Carrier via, String device, int port) implements WayProgress {}

    record Unreachable(TunnelFailure failure) implements WayProgress {}
}
