package virga.protocol.link;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import virga.protocol.mux.FrameReader;
import virga.protocol.mux.FrameType;
import virga.protocol.mux.FrameWriter;

/**
 * Flights on their way from any thread to the socket, always before tunnel bytes. Asks its sender
 * to pause by itself, whatever streams do.
 */
final class FlightLane {
    private static final int HIGH_BYTES = 256 * 1024;
    private static final int LOW_BYTES = 64 * 1024;

    /** Bytes that wait although the sender was asked to pause, beyond which the link ends. */
    private static final int WAITING_MAX_BYTES = 4 * 1024 * 1024;

    private final ConcurrentLinkedQueue<ByteBuf> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger unsentBytes = new AtomicInteger();
    private final Runnable onWritable;
    private volatile boolean full;
    private volatile boolean closed;

    /** {@code onWritable} is called on the event loop after the lane was full. */
    FlightLane(Runnable onWritable) {
        this.onWritable = onWritable;
    }

    /** Takes a signed flight over. Any thread. */
    void add(ByteBuf flight) {
        int length = lengthBytes(flight);
        waiting.add(flight);
        if (unsentBytes.addAndGet(length) >= HIGH_BYTES) {
            full = true;
            // What left in between has found the lane not full yet.
            if (unsentBytes.get() <= LOW_BYTES) {
                full = false;
            }
        }
        if (closed) {
            close();
        }
    }

    boolean writable() {
        return !full && !closed;
    }

    /** Whether the sender goes on although it was asked to pause. Any thread. */
    boolean overfull() {
        return unsentBytes.get() > WAITING_MAX_BYTES;
    }

    /** Bytes that have not left yet, with their headers. */
    int unsentBytes() {
        return unsentBytes.get();
    }

    /** Writes everything that waits; on the event loop. */
    void writeTo(LinkWire wire) {
        for (ByteBuf flight = waiting.poll(); flight != null; flight = waiting.poll()) {
            int length = lengthBytes(flight);
            int payload = flight.readableBytes();
            wire.write(FrameWriter.header(wire.alloc(), FrameType.FLIGHT, 0, payload));
            ChannelFutureListener written = future -> sent(length);
            wire.write(flight, written);
        }
    }

    /** Drops what waits. */
    void close() {
        closed = true;
        for (ByteBuf flight = waiting.poll(); flight != null; flight = waiting.poll()) {
            flight.release();
        }
    }

    private static int lengthBytes(ByteBuf flight) {
        return FrameReader.HEADER_LENGTH_BYTES + flight.readableBytes();
    }

    private void sent(int length) {
        int left = unsentBytes.addAndGet(-length);
        if (full && left <= LOW_BYTES && !closed) {
            full = false;
            onWritable.run();
        }
    }
}
