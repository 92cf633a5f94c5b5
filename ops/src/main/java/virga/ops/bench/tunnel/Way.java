package virga.ops.bench.tunnel;

import java.net.InetSocketAddress;

/** One way to the device: connecting to {@code address} reaches it. */
record Way(String name, InetSocketAddress address) {}
