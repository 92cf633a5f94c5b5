package virga.protocol.record;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A set of keys as ranges in ascending order, of which no two meet or touch, so that equal sets are
 * equal.
 */
public record KeyRanges(List<KeyRange> ranges) {
    public static final KeyRanges NONE = new KeyRanges(List.of());
    public static final KeyRanges WHOLE = new KeyRanges(List.of(KeyRange.WHOLE));

    public KeyRanges {
        ranges = List.copyOf(ranges);
        for (int i = 1; i < ranges.size(); i++) {
            long before = ranges.get(i - 1).to();
            if (before == -1 || Long.compareUnsigned(before + 1, ranges.get(i).from()) >= 0) {
                throw new IllegalArgumentException("ranges meet, or are not in their order");
            }
        }
    }

    /** The keys of all of them, in whatever order they come. */
    public static KeyRanges of(Collection<KeyRange> any) {
        List<KeyRange> sorted = new ArrayList<>(any);
        sorted.sort(null);
        List<KeyRange> joined = new ArrayList<>(sorted.size());
        for (KeyRange next : sorted) {
            KeyRange last = joined.isEmpty() ? null : joined.getLast();
            if (last != null && touches(last, next)) {
                long to = max(last.to(), next.to());
                joined.set(joined.size() - 1, new KeyRange(last.from(), to));
            } else {
                joined.add(next);
            }
        }
        return new KeyRanges(joined);
    }

    private static boolean touches(KeyRange last, KeyRange next) {
        return last.to() == -1 || Long.compareUnsigned(next.from(), last.to() + 1) <= 0;
    }

    private static long max(long a, long b) {
        return Long.compareUnsigned(a, b) >= 0 ? a : b;
    }

    private static long min(long a, long b) {
        return Long.compareUnsigned(a, b) <= 0 ? a : b;
    }

    public boolean isEmpty() {
        return ranges.isEmpty();
    }

    public boolean holds(DhtKey key) {
        return holds(KeyRange.position(key));
    }

    public boolean holds(long position) {
        int low = 0;
        int high = ranges.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            KeyRange range = ranges.get(middle);
            if (range.holds(position)) {
                return true;
            }
            if (Long.compareUnsigned(position, range.from()) < 0) {
                high = middle - 1;
            } else {
                low = middle + 1;
            }
        }
        return false;
    }

    public boolean meets(KeyRange other) {
        return ranges.stream().anyMatch(range -> range.meets(other));
    }

    /** Whether all keys of {@code other} are among these. */
    public boolean holdsAll(KeyRanges other) {
        return other.minus(this).isEmpty();
    }

    public KeyRanges plus(KeyRanges other) {
        List<KeyRange> both = new ArrayList<>(ranges);
        both.addAll(other.ranges);
        return of(both);
    }

    public KeyRanges and(KeyRanges other) {
        List<KeyRange> common = new ArrayList<>();
        int mine = 0;
        int theirs = 0;
        while (mine < ranges.size() && theirs < other.ranges.size()) {
            KeyRange a = ranges.get(mine);
            KeyRange b = other.ranges.get(theirs);
            if (a.meets(b)) {
                common.add(new KeyRange(max(a.from(), b.from()), min(a.to(), b.to())));
            }
            if (Long.compareUnsigned(a.to(), b.to()) < 0) {
                mine++;
            } else {
                theirs++;
            }
        }
        return new KeyRanges(common);
    }

    /** These without those of {@code other}. */
    public KeyRanges minus(KeyRanges other) {
        return and(other.complement());
    }

    private KeyRanges complement() {
        List<KeyRange> gaps = new ArrayList<>();
        long next = 0;
        for (KeyRange range : ranges) {
            if (range.from() != next) {
                gaps.add(new KeyRange(next, range.from() - 1));
            }
            if (range.to() == -1) {
                return new KeyRanges(gaps);
            }
            next = range.to() + 1;
        }
        gaps.add(new KeyRange(next, -1));
        return new KeyRanges(gaps);
    }

    /** What part of these keys' positions {@code within} has, 0 to 1. */
    public double share(KeyRange within) {
        double held = 0;
        for (KeyRange range : and(new KeyRanges(List.of(within))).ranges) {
            held += width(range);
        }
        return held / width(within);
    }

    private static double width(KeyRange range) {
        long steps = range.to() - range.from();
        return (steps >= 0 ? (double) steps : (steps >>> 1) * 2.0) + 1;
    }

    @Override
    public String toString() {
        return ranges.stream().map(KeyRange::toString).collect(Collectors.joining(","));
    }
}
