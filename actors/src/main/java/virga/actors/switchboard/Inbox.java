package virga.actors.switchboard;

import java.util.concurrent.atomic.AtomicInteger;

/** How many questions a service holds: what does not fit gets Busy. Thread safe. */
public final class Inbox {
    private final int pendingMax;
    private final AtomicInteger pending = new AtomicInteger();

    Inbox(int pendingMax) {
        if (pendingMax < 1) {
            throw new IllegalArgumentException("an inbox holds at least one question");
        }
        this.pendingMax = pendingMax;
    }

    /** Takes as many of {@code wanted} places as there are, and returns how many. */
    int take(int wanted) {
        while (true) {
            int held = pending.get();
            int granted = Math.min(wanted, pendingMax - held);
            if (granted <= 0) {
                return 0;
            }
            if (pending.compareAndSet(held, held + granted)) {
                return granted;
            }
        }
    }

    void release(int places) {
        pending.addAndGet(-places);
    }

    /** Questions held now. */
    public int pending() {
        return pending.get();
    }
}
