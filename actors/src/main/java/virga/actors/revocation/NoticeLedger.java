package virga.actors.revocation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which link is told what this node enforces, and whose notice is looked at when. Knows no clock.
 *
 * <pre>
 *   link opens, our number is higher           -> to tell
 *   something new is enforced, peer knows less -> to tell
 *   peer enforces a removed operator's list    -> to tell, whatever its number
 *   told                                       -> not told the same again
 *
 *   notice comes -> looked at now --news or a repetition--> the next in a second
 *                                 --forged--------------> the next in a minute
 * </pre>
 */
final class NoticeLedger {
    /** Bytes handed to links in one step: a full list goes to a super's links over seconds. */
    static final int STEP_MAX_BYTES = 8 * 1024 * 1024;

    /** From one step to the next. */
    static final Duration STEP = Duration.ofMillis(100);

    /** From a look at a link's notice to the next. */
    static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    /** The same after one that did not hold. */
    static final Duration LOOK_AGAIN_FORGED = Duration.ofMinutes(1);

    private static final class Entry {
        long known;
        long removalsTold;
        long lookFromNanos = Long.MIN_VALUE;

        Entry(long known, long removalsTold) {
            this.known = known;
            this.removalsTold = removalsTold;
        }
    }

    private final Map<Long, Entry> links = new LinkedHashMap<>();
    private final Set<Long> toTell = new LinkedHashSet<>();
    private long number;
    private long removals;

    /** {@code number}: of the list in force; {@code removals}: counts removals of operators. */
    NoticeLedger(long number, long removals) {
        this.number = number;
        this.removals = removals;
    }

    /** A link is open; {@code theirs}: the number in its first frame. */
    void opened(long link, long theirs) {
        links.put(link, new Entry(theirs, removals));
        if (number > theirs) {
            toTell.add(link);
        }
    }

    void closed(long link) {
        links.remove(link);
        toTell.remove(link);
    }

    /** A notice came over the link: its list has this number, whether or not it is believed. */
    void heard(long link, long theirs) {
        Entry entry = links.get(link);
        if (entry != null) {
            entry.known = Math.max(entry.known, theirs);
        }
    }

    /** The peer enforces what a removed operator signed. */
    void misled(long link) {
        if (links.containsKey(link)) {
            toTell.add(link);
        }
    }

    /** The list was signed again: a peer that links from now on may be told, nobody else. */
    void signedAgain(long newNumber) {
        number = newNumber;
    }

    /** Something else is enforced from now on. */
    void news(long newNumber, long newRemovals) {
        number = newNumber;
        removals = newRemovals;
        links.forEach(
                (link, entry) -> {
                    if (entry.known < number || entry.removalsTold < removals) {
                        toTell.add(link);
                    }
                });
    }

    /** Links to tell now a notice of this length; there may be {@link #more}. */
    List<Long> take(int noticeBytes) {
        List<Long> now = new ArrayList<>();
        long bytes = 0;
        Iterator<Long> each = toTell.iterator();
        while (each.hasNext() && bytes < STEP_MAX_BYTES) {
            long link = each.next();
            each.remove();
            Entry entry = links.get(link);
            if (entry != null) {
                entry.known = Math.max(entry.known, number);
                entry.removalsTold = removals;
                now.add(link);
                bytes += noticeBytes;
            }
        }
        return now;
    }

    /** Whether links wait for the next step. */
    boolean more() {
        return !toTell.isEmpty();
    }

    /** How long a notice of the link has to wait; zero: it is looked at now. */
    Duration untilLook(long link, long nowNanos) {
        Entry entry = links.get(link);
        return entry == null || entry.lookFromNanos <= nowNanos
                ? Duration.ZERO
                : Duration.ofNanos(entry.lookFromNanos - nowNanos);
    }

    /** A notice of the link was looked at. */
    void looked(long link, boolean forged, long nowNanos) {
        Entry entry = links.get(link);
        if (entry != null) {
            Duration wait = forged ? LOOK_AGAIN_FORGED : LOOK_AGAIN;
            entry.lookFromNanos = nowNanos + wait.toNanos();
        }
    }
}
