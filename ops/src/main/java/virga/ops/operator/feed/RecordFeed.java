package virga.ops.operator.feed;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import virga.protocol.identity.NodeId;

/**
 * Which super is given which static records next. Each super has a cursor: the number of the last
 * change that it has acknowledged, kept in the registry. What there was before it joined it
 * receives from the holders of its ranges (seed 003, 3.10: "send it all the values the partition
 * currently has").
 *
 * <pre>
 *            latest > cursor                 delivered: cursor moves
 * CAUGHT UP ----------------> PUSHING page ------------------------> CAUGHT UP or the next page
 *                                 |  ^
 *                          failed v  | back-off over, doubling from 0.5 s to 60 s
 *                               WAITING
 * </pre>
 */
final class RecordFeed {
    /** Records in one page: as many as are asked to be stored at once. */
    static final int PAGE_RECORDS_MAX = 256;

    /** Supers that are given a page at the same time. */
    static final int PUSHES_MAX = 16;

    static final Duration BACKOFF_MIN = Duration.ofMillis(500);
    static final Duration BACKOFF_MAX = Duration.ofSeconds(60);

    private static final int DOUBLINGS_MAX = 7;

    private final RandomGenerator random;
    private final Map<NodeId, Holder> holders = new TreeMap<>();
    private long latest;

    RecordFeed(RandomGenerator random) {
        this.random = random;
    }

    /**
     * Give {@code to} the page of records that were written after change {@code after}; it has
     * {@code joined} after that change.
     */
    record Push(NodeId to, long after, long joined) {}

    /** From where a super is given records: when it joined, and what it has acknowledged. */
    record Cursor(long joined, long fed) {}

    private static final class Holder {
        private long joined;
        private long cursor;
        private boolean pushing;
        private boolean startsOver;
        private int failures;
        private Instant notBefore = Instant.MIN;
    }

    /** The registry has written up to change number {@code latest}. */
    void changed(long latest) {
        this.latest = Math.max(this.latest, latest);
    }

    /**
     * The supers now, each with what the registry has noted of it. One that has joined anew, as it
     * does when its store is another, begins where the registry says.
     */
    void supersAre(Map<NodeId, Cursor> supers) {
        holders.keySet().retainAll(supers.keySet());
        supers.forEach(
                (id, cursor) -> {
                    boolean isNew = !holders.containsKey(id);
                    Holder holder = holders.computeIfAbsent(id, _ -> new Holder());
                    if (isNew || cursor.joined() != holder.joined) {
                        holder.joined = cursor.joined();
                        startAt(holder, cursor.fed());
                    }
                });
    }

    private static void startAt(Holder holder, long fed) {
        holder.cursor = fed;
        holder.startsOver = holder.pushing;
        holder.failures = 0;
        holder.notBefore = Instant.MIN;
    }

    /** Pages to push now; each is answered by {@link #delivered} or {@link #failed}. */
    List<Push> due(Instant now) {
        int free = PUSHES_MAX - pushing();
        List<Push> pushes = new ArrayList<>();
        for (Map.Entry<NodeId, Holder> entry : holders.entrySet()) {
            Holder holder = entry.getValue();
            if (pushes.size() < free && isBehind(holder) && mayPush(holder, now)) {
                holder.pushing = true;
                pushes.add(new Push(entry.getKey(), holder.cursor, holder.joined));
            }
        }
        return pushes;
    }

    /** Also where the clock was set back: no back-off is longer. */
    private static boolean mayPush(Holder holder, Instant now) {
        return !holder.notBefore.isAfter(now) || holder.notBefore.isAfter(now.plus(BACKOFF_MAX));
    }

    /** The super stored everything up to change {@code upTo}. */
    void delivered(NodeId id, long upTo) {
        Holder holder = holders.get(id);
        if (holder == null || !holder.pushing) {
            return;
        }
        holder.pushing = false;
        holder.failures = 0;
        holder.notBefore = Instant.MIN;
        if (holder.startsOver) {
            holder.startsOver = false;
        } else {
            holder.cursor = Math.max(holder.cursor, upTo);
        }
    }

    /** The page was not acknowledged in whole; it is pushed again after the back-off. */
    void failed(NodeId id, Instant now) {
        Holder holder = holders.get(id);
        if (holder == null || !holder.pushing) {
            return;
        }
        holder.pushing = false;
        holder.startsOver = false;
        holder.notBefore = now.plus(backoff(holder.failures));
        holder.failures = Math.min(holder.failures + 1, DOUBLINGS_MAX);
    }

    /** When {@link #due} may have something new by time alone; empty: only after an input. */
    Optional<Instant> deadline() {
        if (pushing() >= PUSHES_MAX) {
            return Optional.empty();
        }
        return holders.values().stream()
                .filter(this::isBehind)
                .map(holder -> holder.notBefore)
                .min(Instant::compareTo);
    }

    /** Supers that have acknowledged everything. */
    int caughtUp() {
        return (int) holders.values().stream().filter(h -> h.cursor >= latest).count();
    }

    long latest() {
        return latest;
    }

    private boolean isBehind(Holder holder) {
        return !holder.pushing && holder.cursor < latest;
    }

    private int pushing() {
        return (int) holders.values().stream().filter(holder -> holder.pushing).count();
    }

    /** Doubles from the least to the most, less up to a quarter by chance. */
    private Duration backoff(int failures) {
        long millis = Math.min(BACKOFF_MIN.toMillis() << failures, BACKOFF_MAX.toMillis());
        return Duration.ofMillis(millis - random.nextLong(millis / 4 + 1));
    }
}
