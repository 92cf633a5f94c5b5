package virga.actors.switchboard;

import virga.protocol.link.Link;
import virga.protocol.link.TunnelTarget;
import virga.protocol.mux.IncomingStream;

/** Takes the streams that peers of this node's own domain ask for. */
@FunctionalInterface
public interface StreamAcceptor {
    /** On the link's event loop: must not block, and accepts or refuses now or later. */
    void onStream(Link link, TunnelTarget target, IncomingStream stream);
}
