package virga.tunnel.bridge;

import virga.protocol.mux.MuxStream;
import virga.protocol.mux.StreamRefusal;

/** Hears what becomes of a bridge, on its event loop. One owner may serve many bridges. */
public interface BridgeOwner {
    /** The other side accepted the stream that this side opened: now {@link Bridge#join} it. */
    default void onOpened(Bridge bridge, MuxStream stream) {
        bridge.join(stream);
    }

    /** The other side refused. The socket is untouched and the owner's. */
    void onRefused(Bridge bridge, StreamRefusal refusal);

    /** The bridge is over: both its sides are closed, or are being closed. Called once. */
    void onEnded(Bridge bridge, BridgeEnd end);
}
