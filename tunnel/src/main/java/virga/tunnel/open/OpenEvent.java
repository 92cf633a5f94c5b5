package virga.tunnel.open;

import java.net.InetSocketAddress;
import virga.protocol.carrier.Carrier;

/** What {@link TunnelsActor.Open} hears: steps where it traces, then one of the others. */
public sealed interface OpenEvent {
    /** {@code millis} since the search began. */
    record Traced(String step, long millis) implements OpenEvent {}

    /** Connections to {@code listen} reach the device. */
    record Opened(String id, InetSocketAddress listen, String device, int port, Carrier via)
            implements OpenEvent {}

    record Failed(TunnelFailure failure) implements OpenEvent {}
}
