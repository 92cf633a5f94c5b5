package virga.actors.switchboard;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The questions that are open on one link: from an envelope's id to the asker and its tag. Kept in
 * arrays, since hundreds of thousands pass each second.
 *
 * <p>An id is a place in the arrays, counted from 1, with the place's generation above it. Small
 * places are used again first, so that ids stay short on the wire. A place that is freed by an
 * answer keeps its generation: its answer has come. One that is freed without an answer gets the
 * next generation, so that a late answer is a stray one and never another question's.
 *
 * @param <A> who asked
 */
final class OpenQuestions<A> {
    /** Questions open at a time. */
    static final int OPEN_MAX = (1 << 15) - 1;

    private static final int PLACE_BITS = 15;
    private static final int GENERATION_MASK = (1 << (31 - PLACE_BITS)) - 1;
    private static final int FIRST_SIZE = 16;

    /** Hears of a question that ends without an answer. */
    interface Ended<A> {
        void onEnded(A asker, long tag);
    }

    private @Nullable Object[] askers = new Object[FIRST_SIZE];
    private long[] tags = new long[FIRST_SIZE];
    private long[] deadlines = new long[FIRST_SIZE];
    private int[] generations = new int[FIRST_SIZE];
    private int[] free = new int[FIRST_SIZE];
    private int freeCount;
    private int used;
    private int open;
    private long earliest = Long.MAX_VALUE;

    /**
     * Opens a question. Returns its id, or 0 where {@link #OPEN_MAX} are open.
     *
     * @param deadline nanoseconds on the clock that {@link #expire} is given
     */
    int open(A asker, long tag, long deadline) {
        int place = takePlace();
        if (place < 0) {
            return 0;
        }
        askers[place] = asker;
        tags[place] = tag;
        deadlines[place] = deadline;
        earliest = Math.min(earliest, deadline);
        open++;
        return (generations[place] << PLACE_BITS) | (place + 1);
    }

    private int takePlace() {
        if (freeCount > 0) {
            return free[--freeCount];
        }
        if (used == OPEN_MAX) {
            return -1;
        }
        if (used == tags.length) {
            grow(Math.min(OPEN_MAX, 2 * used));
        }
        return used++;
    }

    private void grow(int size) {
        askers = Arrays.copyOf(askers, size);
        tags = Arrays.copyOf(tags, size);
        deadlines = Arrays.copyOf(deadlines, size);
        generations = Arrays.copyOf(generations, size);
        free = Arrays.copyOf(free, size);
    }

    /** The place of the open question with this id, or -1 where none has it. */
    int place(int id) {
        int place = (id & OPEN_MAX) - 1;
        boolean known =
                place >= 0
                        && place < used
                        && askers[place] != null
                        && generations[place] == id >>> PLACE_BITS;
        return known ? place : -1;
    }

    /** Who asked; only for a place that {@link #place} returned. */
    @SuppressWarnings("unchecked") // Only askers are put there.
    A asker(int place) {
        Object asker = askers[place];
        if (asker == null) {
            throw new IllegalStateException("no question is open at " + place);
        }
        return (A) asker;
    }

    long tag(int place) {
        return tags[place];
    }

    /** The question at {@code place} was answered. */
    void answered(int place) {
        release(place);
    }

    /** The question with this id was never sent. */
    void withdraw(int id) {
        int place = place(id);
        if (place >= 0) {
            release(place);
        }
    }

    private void release(int place) {
        askers[place] = null;
        free[freeCount++] = place;
        open--;
    }

    /** When {@link #expire} should be called; {@code Long.MAX_VALUE} where nothing is open. */
    long deadline() {
        return open == 0 ? Long.MAX_VALUE : earliest;
    }

    /** Ends the questions whose deadline is {@code now} or before. */
    void expire(long now, Ended<A> ended) {
        if (now - earliest < 0 || open == 0) {
            return;
        }
        long next = Long.MAX_VALUE;
        for (int place = 0; place < used; place++) {
            if (askers[place] == null) {
                continue;
            }
            if (deadlines[place] - now <= 0) {
                endWithoutAnswer(place, ended);
            } else {
                next = Math.min(next, deadlines[place]);
            }
        }
        earliest = next;
    }

    /** Ends all questions, as when the link is lost. */
    void endAll(Ended<A> ended) {
        for (int place = 0; place < used; place++) {
            if (askers[place] != null) {
                endWithoutAnswer(place, ended);
            }
        }
        earliest = Long.MAX_VALUE;
    }

    private void endWithoutAnswer(int place, Ended<A> ended) {
        A asker = asker(place);
        generations[place] = (generations[place] + 1) & GENERATION_MASK;
        release(place);
        ended.onEnded(asker, tags[place]);
    }

    int open() {
        return open;
    }
}
