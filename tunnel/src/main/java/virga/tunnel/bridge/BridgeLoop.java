package virga.tunnel.bridge;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What all bridges of one event loop share, so that an idle one costs neither a timer nor a task:
 * one sweep over them for their caps, and one flush of all sockets written to in a round of the
 * loop. Only used on its event loop.
 */
final class BridgeLoop implements Runnable {
    /** How often caps are looked at, and so how exact they are. */
    static final long SWEEP_MILLIS = 1_000;

    private final EventLoop loop;
    private final List<Bridge> bridges = new ArrayList<>();
    private List<Bridge> written = new ArrayList<>();
    private List<Bridge> flushing = new ArrayList<>();
    private boolean sweeping;

    BridgeLoop(EventLoop loop) {
        this.loop = loop;
    }

    long nowMillis() {
        return TimeUnit.NANOSECONDS.toMillis(loop.ticker().nanoTime());
    }

    int size() {
        return bridges.size();
    }

    void add(Bridge bridge) {
        bridge.place = bridges.size();
        bridges.add(bridge);
        if (!sweeping) {
            sweeping = true;
            armSweep();
        }
    }

    void remove(Bridge bridge) {
        Bridge last = bridges.removeLast();
        if (last != bridge) {
            bridges.set(bridge.place, last);
            last.place = bridge.place;
        }
    }

    /** Flushes the bridge's socket when this round of the loop has read what there was. */
    void flushLater(Bridge bridge) {
        if (written.isEmpty()) {
            loop.execute(this);
        }
        written.add(bridge);
    }

    @Override
    public void run() {
        List<Bridge> now = written;
        written = flushing;
        flushing = now;
        for (Bridge bridge : now) {
            bridge.flush();
        }
        now.clear();
    }

    private void armSweep() {
        // The result says nothing more: a loop that shuts down drops its tasks.
        var unused = loop.schedule(this::sweep, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void sweep() {
        long nowMillis = nowMillis();
        // Backwards: a bridge that ends gives its place to the last one, which was already seen.
        for (int i = bridges.size() - 1; i >= 0; i--) {
            if (i < bridges.size()) {
                bridges.get(i).sweep(nowMillis);
            }
        }
        sweeping = !bridges.isEmpty();
        if (sweeping) {
            armSweep();
        }
    }
}
