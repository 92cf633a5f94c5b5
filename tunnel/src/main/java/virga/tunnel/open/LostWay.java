package virga.tunnel.open;

import virga.protocol.mux.StreamRefusal;

/** A way by which a connection did not come to the device: its stream was refused so. */
record LostWay(OpenWay way, StreamRefusal why) {}
