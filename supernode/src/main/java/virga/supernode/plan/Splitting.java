package virga.supernode.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import virga.protocol.record.KeyRange;

/**
 * Parts the key space into ranges of about equal load: always the heaviest is split next, so that
 * what one number of ranges needs of splits, a larger one needs too, and the plan of one super more
 * is the same plan and a few splits.
 *
 * <p>A range is split at the position in it with the most zero bits at its end (where one bit more
 * of the key tells the halves apart), or, where that leaves one side with less than an eighth, at
 * that position of the heavier side, and so on. So where a range may be split hardly follows the
 * counts.
 */
final class Splitting {
    private static final double SIDE_MIN = 1.0 / 8;

    private record Piece(KeyRange range, double entries) {}

    private static final Comparator<Piece> HEAVIEST_FIRST =
            Comparator.comparingDouble(Piece::entries).reversed().thenComparing(Piece::range);

    private Splitting() {}

    /**
     * Ranges in ascending order that hold every key.
     *
     * @param pieces ranges wanted; fewer where all have less than twice {@code entriesMin}
     */
    static List<KeyRange> split(Loads loads, int pieces, int entriesMin) {
        PriorityQueue<Piece> open = new PriorityQueue<>(HEAVIEST_FIRST);
        List<KeyRange> done = new ArrayList<>();
        open.add(new Piece(KeyRange.WHOLE, loads.total()));
        while (!open.isEmpty() && open.size() + done.size() < pieces) {
            Piece heaviest = open.remove();
            if (heaviest.entries() < 2.0 * entriesMin) {
                done.add(heaviest.range());
                break;
            }
            long at = border(heaviest, loads);
            if (at == heaviest.range().from()) {
                done.add(heaviest.range());
            } else {
                open.add(piece(new KeyRange(heaviest.range().from(), at - 1), loads));
                open.add(piece(new KeyRange(at, heaviest.range().to()), loads));
            }
        }
        open.forEach(piece -> done.add(piece.range()));
        done.sort(null);
        return done;
    }

    private static Piece piece(KeyRange range, Loads loads) {
        return new Piece(range, loads.in(range));
    }

    /** Where the upper part begins; the piece's first position where it cannot be split. */
    private static long border(Piece piece, Loads loads) {
        long from = piece.range().from();
        long to = piece.range().to();
        while (from != to) {
            long at = roundest(from, to);
            double below = loads.in(new KeyRange(piece.range().from(), at - 1));
            double above = piece.entries() - below;
            if (Math.min(below, above) >= SIDE_MIN * piece.entries()) {
                return at;
            }
            if (below > above) {
                to = at - 1;
            } else {
                from = at;
            }
        }
        return piece.range().from();
    }

    /**
     * Of the positions above {@code from}, up to {@code to}, the one with most zeros at its end.
     */
    private static long roundest(long from, long to) {
        int differing = Long.SIZE - 1 - Long.numberOfLeadingZeros(from ^ to);
        return to & (-1L << differing);
    }
}
