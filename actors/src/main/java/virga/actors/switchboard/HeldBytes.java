package virga.actors.switchboard;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import virga.protocol.link.LinkPeer;
import virga.protocol.link.SharedRoom;

/**
 * Room for the bytes of questions that services hold, in their mailboxes or on the way to a disk,
 * shared by all peers of a node. Thread safe.
 */
final class HeldBytes {
    private final Shares bytes;

    HeldBytes(int maxBytes) {
        this.bytes = new Shares(maxBytes, SharedRoom.FLOOR_BYTES);
    }

    /** Room for a flight's questions; null where the peer's share has not so much. */
    @Nullable Charge take(LinkPeer peer, int flightBytes) {
        Shares.Holder holder = Shares.Holder.of(peer);
        synchronized (bytes) {
            return bytes.takeAll(holder, flightBytes) ? new Charge(holder, flightBytes) : null;
        }
    }

    /** Bytes taken by all. */
    int takenBytes() {
        synchronized (bytes) {
            return bytes.held();
        }
    }

    /** One flight's room, given back when all have let go that hold some of its questions. */
    final class Charge {
        private final Shares.Holder holder;
        private final int flightBytes;
        // The first is who sorts the flight.
        private final AtomicInteger holders = new AtomicInteger(1);

        private Charge(Shares.Holder holder, int flightBytes) {
            this.holder = holder;
            this.flightBytes = flightBytes;
        }

        /** One more holds some of the flight. */
        void hold() {
            holders.incrementAndGet();
        }

        void letGo() {
            if (holders.decrementAndGet() == 0) {
                synchronized (bytes) {
                    bytes.giveBack(holder, flightBytes);
                }
            }
        }
    }
}
