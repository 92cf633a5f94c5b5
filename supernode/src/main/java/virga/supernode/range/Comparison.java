package virga.supernode.range;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import virga.protocol.Bytes;
import virga.protocol.message.Message;
import virga.protocol.message.Message.CompareRange;
import virga.protocol.message.Message.GetRange;
import virga.protocol.message.Message.GetRecords;
import virga.protocol.message.Message.GetSummaries;
import virga.protocol.message.Message.RangeDifferences;
import virga.protocol.message.Message.RangePage;
import virga.protocol.message.Message.Summaries;
import virga.protocol.record.EntrySummary;
import virga.protocol.record.KeyRange;
import virga.protocol.record.SignedRecord;
import virga.protocol.record.Slot;

/**
 * Makes what two holders have of a range the same, and exchanges only what differs, tombstones too:
 * of each entry both have the higher version afterwards.
 *
 * <pre>
 *   Divide -> Ask CompareRange -> for each part that differs, window by window:
 *       Ask GetSummaries (pages) -> Summarise (pages)
 *       -> Ask GetRecords, Keep (some at a time) -> Fetch, Give (some at a time)
 *   -> Done
 * </pre>
 */
final class Comparison implements Exchange {
    /** Summaries of one window, so that a part of any size takes no more memory. */
    static final int WINDOW_SUMMARIES_MAX = 8 * Summaries.SUMMARIES_MAX;

    private final KeyRange range;
    private final Instant at;
    private List<KeyRange> parts = List.of();
    private final Deque<KeyRange> different = new ArrayDeque<>();
    private KeyRange part;
    private Bytes windowStart = Bytes.EMPTY;
    private Bytes windowEnd = Bytes.EMPTY;
    private final Map<Bytes, EntrySummary> theirs = new TreeMap<>();
    private final Map<Bytes, EntrySummary> mine = new TreeMap<>();
    private final Deque<Slot> toTake = new ArrayDeque<>();
    private final Deque<Slot> toGive = new ArrayDeque<>();
    private int received;
    private int given;
    private int handled;

    /** Only entries that expire after {@code at} are compared. */
    Comparison(KeyRange range, Instant at) {
        this.range = range;
        this.part = range;
        this.at = at;
    }

    @Override
    public Step start() {
        return new Step.Divide(range, at);
    }

    @Override
    public Step ownParts(CompareRange question) {
        parts = parts(question);
        return new Step.Ask(question);
    }

    private static List<KeyRange> parts(CompareRange question) {
        List<KeyRange> parts = new ArrayList<>();
        long from = question.range().from();
        for (long border : question.borders()) {
            parts.add(new KeyRange(from, border - 1));
            from = border;
        }
        parts.add(new KeyRange(from, question.range().to()));
        return parts;
    }

    @Override
    public Step answered(Message.Answer answer) {
        return switch (answer) {
            case RangeDifferences(List<Integer> indices) -> onDifferences(indices);
            case Summaries(List<EntrySummary> page, Bytes cursor) -> onSummaries(page, cursor);
            case RangePage(List<SignedRecord> entries, Bytes _) -> onRecords(entries);
            default -> failed(String.valueOf(answer));
        };
    }

    private Step onDifferences(List<Integer> indices) {
        for (int index : new TreeSet<>(indices)) {
            if (index < 0 || index >= parts.size()) {
                return failed("it names a part that there is not");
            }
            different.add(parts.get(index));
        }
        return nextPart();
    }

    private Step nextPart() {
        if (different.isEmpty()) {
            return new Step.Done(received, given);
        }
        part = different.remove();
        return window(Bytes.EMPTY);
    }

    private Step window(Bytes start) {
        windowStart = start;
        windowEnd = start;
        theirs.clear();
        mine.clear();
        return new Step.Ask(new GetSummaries(part, at, start));
    }

    private Step onSummaries(List<EntrySummary> page, Bytes cursor) {
        for (EntrySummary summary : page) {
            Bytes stands = summary.cursor();
            if (!part.holds(summary.found()) || stands.compareTo(windowEnd) <= 0) {
                return failed("its summaries are of another part, or do not go on");
            }
            theirs.put(stands, summary);
            windowEnd = stands;
        }
        if (cursor.isEmpty() || page.isEmpty()) {
            windowEnd = Bytes.EMPTY;
            return new Step.Summarise(part, at, windowStart);
        }
        return theirs.size() < WINDOW_SUMMARIES_MAX
                ? new Step.Ask(new GetSummaries(part, at, windowEnd))
                : new Step.Summarise(part, at, windowStart);
    }

    @Override
    public Step ownSummaries(Summaries page) {
        boolean beyond = false;
        for (EntrySummary summary : page.summaries()) {
            Bytes stands = summary.cursor();
            beyond = !windowEnd.isEmpty() && stands.compareTo(windowEnd) > 0;
            if (beyond) {
                break;
            }
            mine.put(stands, summary);
        }
        if (!beyond && !page.cursor().isEmpty()) {
            return new Step.Summarise(part, at, page.cursor());
        }
        toTake.addAll(behind(mine, theirs));
        toGive.addAll(behind(theirs, mine));
        return nextRecords();
    }

    /** What {@code others} have and {@code has} lacks, or has in a lower version. */
    private static Set<Slot> behind(Map<Bytes, EntrySummary> has, Map<Bytes, EntrySummary> others) {
        Set<Slot> behind = new LinkedHashSet<>();
        others.forEach(
                (stands, summary) -> {
                    if (isBehind(has.get(stands), summary)) {
                        behind.add(summary.slot());
                    }
                });
        return behind;
    }

    /** Of two records of one version both sides judge which stays: both go over. */
    private static boolean isBehind(@Nullable EntrySummary has, EntrySummary other) {
        return has == null
                || has.version() < other.version()
                || (has.version() == other.version() && has.digest() != other.digest());
    }

    private Step nextRecords() {
        if (!toTake.isEmpty()) {
            return new Step.Ask(new GetRecords(part, some(toTake)));
        }
        if (!toGive.isEmpty()) {
            return new Step.Fetch(new GetRecords(part, some(toGive)));
        }
        return windowEnd.isEmpty() ? nextPart() : window(windowEnd);
    }

    /** The first of them; they are taken away when it is known how many have fitted. */
    private static List<Slot> some(Deque<Slot> slots) {
        return slots.stream().limit(GetRange.LIMIT_MAX).toList();
    }

    /**
     * What a page leaves out is either gone or did not fit: as many as came are done, and of a page
     * that was empty all that were asked for.
     */
    private void drop(Deque<Slot> slots, int entries) {
        handled = entries == 0 ? GetRange.LIMIT_MAX : entries;
        for (int i = 0; i < handled && !slots.isEmpty(); i++) {
            slots.remove();
        }
    }

    private Step onRecords(List<SignedRecord> entries) {
        drop(toTake, entries.size());
        return entries.isEmpty() ? nextRecords() : new Step.Keep(entries, Optional.empty());
    }

    @Override
    public Step kept(int bad) {
        if (bad > 0) {
            return failed(bad + " entries were forged or do not belong to the range");
        }
        received += handled;
        return nextRecords();
    }

    @Override
    public Step ownRecords(RangePage page) {
        drop(toGive, page.entries().size());
        return page.entries().isEmpty() ? nextRecords() : new Step.Give(page.entries());
    }

    @Override
    public Step given(int refused) {
        given += handled - refused;
        return nextRecords();
    }
}
