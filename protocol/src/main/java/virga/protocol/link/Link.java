package virga.protocol.link;

import io.netty.channel.EventLoop;
import java.net.SocketAddress;
import java.util.List;
import virga.protocol.carrier.Carrier;
import virga.protocol.message.Envelope;
import virga.protocol.mux.OpeningStream;
import virga.protocol.mux.StreamHandler;

/**
 * One mutually authenticated, encrypted byte stream between two nodes, open from the moment that
 * both sides' first frames were verified.
 */
public interface Link {
    /** Counts this process's links; never used twice. */
    long number();

    LinkPeer peer();

    /** This side asked for the link: it is the TLS client, and only it opens streams. */
    boolean asker();

    Carrier carrier();

    SocketAddress remoteAddress();

    /** Where all callbacks of the link and its streams run. */
    EventLoop eventLoop();

    /**
     * Whether the socket takes more flights now; {@link LinkEvents#onWritable} tells when again.
     */
    boolean writable();

    /**
     * Signs the envelopes as one flight and writes it. Any thread, but one at a time. At most
     * {@link virga.protocol.flight.FlightLimits#ENVELOPES_MAX} envelopes.
     */
    void send(List<Envelope> envelopes);

    /**
     * Opens a stream to the device; {@code handler} hears on {@link #eventLoop()} what becomes of
     * it. Only on a link whose {@link #asker()} is this side. Any thread.
     */
    OpeningStream openStream(TunnelTarget target, StreamHandler handler);

    LinkTraffic traffic();

    /** Opens no more streams and closes when the last one has ended. Any thread. */
    void drain();

    /** Ends the link and all its streams. Any thread; a second call does nothing. */
    void close(LinkEnd reason);
}
