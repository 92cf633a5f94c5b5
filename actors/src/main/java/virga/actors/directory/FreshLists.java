package virga.actors.directory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import virga.protocol.record.KeyRange;

/**
 * Which lists of holders are being asked for, and which jobs wait for them. A list that came a
 * moment ago is fresh: whoever wants it then has it.
 */
final class FreshLists {
    /** Ranges remembered; at more, those that nobody asks for are forgotten. */
    static final int RANGES_MAX = 1_024;

    private static final class Asking {
        final List<Job> waiting = new ArrayList<>();
        boolean underWay;
        long freshUntilNanos;

        Asking(long now) {
            freshUntilNanos = now;
        }
    }

    private final Map<KeyRange, Asking> lists = new HashMap<>();
    private final long freshNanos;

    /** {@code freshNanos}: how long a list is fresh. */
    FreshLists(long freshNanos) {
        this.freshNanos = freshNanos;
    }

    private Asking of(KeyRange range, long now) {
        if (lists.size() >= RANGES_MAX) {
            lists.values().removeIf(list -> !list.underWay && list.waiting.isEmpty());
        }
        return lists.computeIfAbsent(range, _ -> new Asking(now));
    }

    /** {@code job} waits for the list until it is {@link #taken}. */
    void await(KeyRange range, Job job, long now) {
        of(range, now).waiting.add(job);
    }

    boolean isFresh(KeyRange range, long now) {
        return now - of(range, now).freshUntilNanos < 0;
    }

    /** True where it was not being asked for already. */
    boolean begin(KeyRange range, long now) {
        Asking list = of(range, now);
        boolean begins = !list.underWay;
        list.underWay = true;
        return begins;
    }

    void ended(KeyRange range, long now) {
        Asking list = of(range, now);
        list.underWay = false;
        list.freshUntilNanos = now + freshNanos;
    }

    /** Jobs whose lists are there, whatever came of them; each is named once. */
    List<Job> taken() {
        List<Job> ready = new ArrayList<>();
        for (Asking list : lists.values()) {
            if (!list.underWay) {
                ready.addAll(list.waiting);
                list.waiting.clear();
            }
        }
        return ready;
    }
}
