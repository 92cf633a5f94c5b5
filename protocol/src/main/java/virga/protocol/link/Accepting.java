package virga.protocol.link;

import java.net.InetAddress;

/** One accepted connection, until it is a link or closed: strangers are counted, not answered. */
final class Accepting implements Attempt.Fate {
    private final HandshakeGate gate;
    private final InetAddress address;
    private final LinkCounters counters;

    Accepting(HandshakeGate gate, InetAddress address, LinkCounters counters) {
        this.gate = gate;
        this.address = address;
        this.counters = counters;
    }

    @Override
    public void opened(Link link) {
        gate.leave(address);
    }

    @Override
    public void failed(LinkEnd end, String detail) {
        gate.leave(address);
        counters.countTurnedAway(end);
    }
}
