package virga.tunnel.bridge;

import io.netty.channel.EventLoop;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Makes bridges: one for each connection, on the event loop of its link. Any thread. */
public final class BridgeLoops {
    private final Map<EventLoop, BridgeLoop> loops = new ConcurrentHashMap<>();
    private final BridgeSettings settings;

    public BridgeLoops(BridgeSettings settings) {
        this.settings = settings;
    }

    BridgeSettings settings() {
        return settings;
    }

    BridgeLoop on(EventLoop loop) {
        return loops.computeIfAbsent(loop, BridgeLoop::new);
    }
}
