package virga.protocol.link;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Room for bytes that wait, shared by all links of a node. A link may hold a part of what the
 * others leave free, so that those which do not move leave some to those which do; many of them
 * would leave nothing, so each link has a little of its own besides. Thread safe.
 */
public final class SharedRoom {
    /** A link may hold this part of what the others leave. */
    static final int PARTS = 16;

    /** A link may always hold this: a record of the largest size, with what is around it. */
    public static final int FLOOR_BYTES = 20 * 1024;

    /** Far below what any part holds. */
    private static final int CLOSED = Integer.MIN_VALUE / 2;

    private final long maxBytes;
    private final AtomicLong taken = new AtomicLong();

    public SharedRoom(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Bytes taken by all. */
    public long takenBytes() {
        return taken.get();
    }

    /** Room for one link, {@code partMaxBytes} at most. */
    public Part part(int partMaxBytes) {
        return new Part(partMaxBytes);
    }

    /** One link's. */
    public final class Part {
        private final int partMaxBytes;
        private final AtomicInteger held = new AtomicInteger();

        private Part(int partMaxBytes) {
            this.partMaxBytes = partMaxBytes;
        }

        /** Takes room, to be given back; false where there is none. */
        public boolean take(int bytes) {
            int mine = held.addAndGet(bytes);
            long others = taken.addAndGet(bytes) - mine;
            if (mine < 0) {
                held.addAndGet(-bytes);
                taken.addAndGet(-bytes);
                return false;
            }
            long most = Math.min(partMaxBytes, (maxBytes - others) / PARTS);
            if (mine > Math.max(FLOOR_BYTES, most)) {
                giveBack(bytes);
                return false;
            }
            return true;
        }

        public void giveBack(int bytes) {
            if (held.addAndGet(-bytes) >= 0) {
                taken.addAndGet(-bytes);
            } else {
                // Closed: all was given back then.
                held.addAndGet(bytes);
            }
        }

        /**
         * Holds {@code bytes} from now on, more or less than before; false where that is too much.
         */
        boolean hold(int bytes) {
            int more = bytes - heldBytes();
            if (more > 0) {
                return take(more);
            }
            giveBack(-more);
            return true;
        }

        /** The link is over: gives back all that it holds, and takes no more. */
        public void close() {
            int last = held.getAndSet(CLOSED);
            if (last > 0) {
                taken.addAndGet(-last);
            }
        }

        public int heldBytes() {
            return Math.max(0, held.get());
        }
    }
}
