package virga.protocol.mux;

import java.util.LinkedHashSet;
import java.util.SequencedSet;
import java.util.function.IntSupplier;

/**
 * What waits in all streams of one link together and has credit, and the streams that wait for room
 * there.
 */
final class SendRoom {
    /** One stream may take this part of what is free, so that others find some too. */
    private static final int STREAM_SHARE = 4;

    /** Less is not worth a read. */
    private static final int WORTHWHILE_BYTES = 2 * 1024;

    /** Who waits for room is told when no more than this part of it is taken. */
    private static final int WAKE_SHARE = 2;

    private final IntSupplier maxBytes;
    private final SequencedSet<Stream> waiting = new LinkedHashSet<>();
    private long queued;

    /** {@code maxBytes} may change from one moment to the next. */
    SendRoom(IntSupplier maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** What one stream should take now at most; 0 where it should wait. */
    int streamMaxBytes() {
        long share = (maxBytes.getAsInt() - queued) / STREAM_SHARE;
        return share < WORTHWHILE_BYTES ? 0 : (int) share;
    }

    void add(long bytes) {
        queued += bytes;
    }

    /** Bytes left a stream: those who wait for room hear of it where there is enough again. */
    void remove(long bytes) {
        queued -= bytes;
        if (waiting.isEmpty() || queued > maxBytes.getAsInt() / WAKE_SHARE) {
            return;
        }
        // All of them: one that has nothing to send any more would keep the others waiting.
        for (int left = waiting.size(); left > 0; left--) {
            waiting.removeFirst().roomFreed();
        }
    }

    /** Tells {@code stream} when there is room; said twice it waits once. */
    void await(Stream stream) {
        waiting.add(stream);
    }

    void forget(Stream stream) {
        waiting.remove(stream);
    }

    long queuedBytes() {
        return queued;
    }
}
