package virga.protocol.link;

import java.util.List;
import virga.protocol.message.Envelope;
import virga.protocol.mux.IncomingStream;

/** Hears what happens on links. All calls come on the link's event loop and must not block. */
public interface LinkEvents {
    /** A link is open, whichever side asked for it. */
    void onOpen(Link link);

    /**
     * A flight arrived: signature, number and time were checked, every envelope parsed. {@code
     * lengthBytes} is what it took on the wire.
     */
    void onFlight(Link link, List<Envelope> envelopes, int lengthBytes);

    /** The peer asks for a stream to a device: accept or refuse it now or later. */
    void onStream(Link link, TunnelTarget target, IncomingStream stream);

    /** The link takes flights again. */
    void onWritable(Link link);

    /** The link is over; nothing more is heard of it. */
    void onClosed(Link link, LinkEnd reason);
}
