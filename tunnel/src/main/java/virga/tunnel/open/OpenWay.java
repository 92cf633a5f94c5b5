package virga.tunnel.open;

import virga.protocol.identity.NodeId;
import virga.protocol.link.Link;
import virga.protocol.link.TunnelTarget;

/** How connections go to a device now: by this link, with what its trial opened. */
record OpenWay(NodeId node, Link link, TunnelTarget target, TrialStream trial) {}
