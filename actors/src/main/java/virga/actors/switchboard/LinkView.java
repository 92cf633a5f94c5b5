package virga.actors.switchboard;

import java.net.SocketAddress;
import virga.protocol.carrier.Carrier;
import virga.protocol.link.LinkPeer;
import virga.protocol.link.LinkTraffic;

/** One open link, for a person to see. {@code asker}: this node asked for it. */
public record LinkView(
        long number,
        LinkPeer peer,
        boolean asker,
        Carrier carrier,
        SocketAddress remoteAddress,
        LinkTraffic traffic) {}
