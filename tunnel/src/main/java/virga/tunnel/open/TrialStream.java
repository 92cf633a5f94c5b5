package virga.tunnel.open;

import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import virga.protocol.mux.MuxStream;
import virga.protocol.mux.ResetCode;
import virga.protocol.mux.StreamHandler;
import virga.protocol.mux.StreamRefusal;
import virga.tunnel.bridge.Backlog;
import virga.tunnel.bridge.Bridge;

/**
 * The stream that tells whether a device can be reached. It is kept for the first connection, so
 * that a device which serves only one client, or only one after the other, is not spent on the
 * trial. What the device says until then waits here: at most the stream's first window.
 *
 * <p>All on the link's event loop.
 */
final class TrialStream implements StreamHandler {
    private final Consumer<TrialStream> onOpened;
    private final Consumer<StreamRefusal> onRefused;
    private final Backlog waiting = new Backlog();
    private @Nullable MuxStream stream;
    private @Nullable Bridge user;
    private boolean joined;
    private boolean ended;
    private boolean over;
    private volatile boolean free = true;

    /** One of the two is called, once, on the link's event loop. */
    TrialStream(Consumer<TrialStream> onOpened, Consumer<StreamRefusal> onRefused) {
        this.onOpened = onOpened;
        this.onRefused = onRefused;
    }

    /** Whether the stream may still be had: a hint for other threads. */
    boolean free() {
        return free;
    }

    /** Hands the stream to {@code bridge}; false where it is taken or over. */
    boolean take(Bridge bridge) {
        free = false;
        if (ended) {
            // The device is tired of waiting: the next connection deserves a fresh one.
            drop();
        }
        if (over || user != null || stream == null) {
            return false;
        }
        user = bridge;
        return true;
    }

    /** Lets the bytes flow to the bridge that took the stream. */
    void join() {
        MuxStream opened = stream;
        Bridge bridge = user;
        if (opened == null || bridge == null) {
            throw new IllegalStateException("nobody took the stream");
        }
        bridge.join(opened);
        for (ByteBuf next = waiting.poll(); next != null; next = waiting.poll()) {
            bridge.onData(next);
        }
        if (ended) {
            bridge.onEnd();
        }
        if (over) {
            bridge.onReset(ResetCode.CONNECTION_LOST);
        }
        joined = true;
    }

    /** Whoever took the stream is gone before it was joined. */
    void abandon() {
        user = null;
        drop();
        // Where the stream is over already, dropping it did nothing.
        waiting.clear();
    }

    /** Nobody came: lets the device go. */
    void drop() {
        MuxStream opened = stream;
        free = false;
        if (user == null && !over && opened != null) {
            over = true;
            opened.reset(ResetCode.UNSPECIFIED);
            waiting.clear();
        }
    }

    @Override
    public void onOpened(MuxStream opened) {
        stream = opened;
        onOpened.accept(this);
    }

    @Override
    public void onRefused(StreamRefusal refusal) {
        over = true;
        onRefused.accept(refusal);
    }

    @Override
    public void onData(ByteBuf data) {
        Bridge bridge = user;
        if (joined && bridge != null) {
            bridge.onData(data);
        } else if (over) {
            data.release();
        } else {
            waiting.add(data);
        }
    }

    @Override
    public void onEnd() {
        Bridge bridge = user;
        if (joined && bridge != null) {
            bridge.onEnd();
        } else {
            ended = true;
        }
    }

    @Override
    public void onReset(ResetCode code) {
        Bridge bridge = user;
        over = true;
        if (joined && bridge != null) {
            bridge.onReset(code);
        } else if (bridge == null) {
            free = false;
            waiting.clear();
        }
    }

    @Override
    public void onWritable() {
        Bridge bridge = user;
        if (joined && bridge != null) {
            bridge.onWritable();
        }
    }

    /** Also while the bridge joins: its socket may have ended before. */
    @Override
    public void onEndSent() {
        Bridge bridge = user;
        if (bridge != null) {
            bridge.onEndSent();
        }
    }
}
