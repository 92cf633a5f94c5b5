package virga.actors.switchboard;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import virga.protocol.link.ExpectedPeer;
import virga.protocol.link.LinkEnd;

/**
 * Targets without a link: which are being dialled, what waits for each, and which are left alone
 * for a while because they could not be reached.
 *
 * <pre>
 *   unknown --want--> dialling --reached--> unknown
 *                        |  ^
 *                     failed |  want, after the back-off or with new candidates
 *                        v  |
 *                     resting
 * </pre>
 *
 * @param <W> what waits
 */
final class Dials<W> {
    /** What may wait for one target, by weight. */
    static final int WAITING_MAX = 8_192;

    /** Targets that are dialled or rest. */
    static final int TARGETS_MAX = 4_096;

    /** What the caller does with what it wanted. */
    sealed interface Verdict {
        /** It waits, and the target is to be dialled now. */
        record DialNow() implements Verdict {}

        /** It waits for the dial under way. */
        record Wait() implements Verdict {}

        /** It does not wait. */
        record Refuse(AskFailure reason, LinkEnd end) implements Verdict {}
    }

    private record Waiting<W>(W what, int weight, long deadline) {}

    private static final class Dial<W> {
        Target target;
        boolean dialling;
        DialBackOff backOff = DialBackOff.NONE;
        LinkEnd lastEnd = LinkEnd.REFUSED;
        final List<Waiting<W>> waiting = new ArrayList<>();
        int weight;

        Dial(Target target) {
            this.target = target;
        }
    }

    private final Map<ExpectedPeer, Dial<W>> dials = new LinkedHashMap<>();

    /**
     * Wants a link to {@code target} for {@code what}.
     *
     * @param patient respects the back-off; a person who asks is not patient
     * @param deadline nanoseconds, on the clock that {@link #expire} is given
     */
    Verdict want(Target target, boolean patient, W what, int weight, long deadline, Instant now) {
        Dial<W> dial = dials.get(target.expected());
        if (target.candidates().isEmpty() && (dial == null || !dial.dialling)) {
            return new Verdict.Refuse(AskFailure.NO_LINK, LinkEnd.REFUSED);
        }
        if (dial == null) {
            if (dials.size() >= TARGETS_MAX) {
                return new Verdict.Refuse(AskFailure.OVERLOADED, LinkEnd.LIMIT);
            }
            dial = new Dial<>(target);
            dials.put(target.expected(), dial);
        }
        if (dial.weight + weight > WAITING_MAX) {
            return new Verdict.Refuse(AskFailure.OVERLOADED, LinkEnd.LIMIT);
        }
        boolean sameWays = dial.target.candidates().equals(target.candidates());
        if (!dial.dialling && patient && sameWays && !dial.backOff.mayDial(now)) {
            return new Verdict.Refuse(AskFailure.NO_LINK, dial.lastEnd);
        }
        dial.waiting.add(new Waiting<>(what, weight, deadline));
        dial.weight += weight;
        if (dial.dialling) {
            return new Verdict.Wait();
        }
        dial.target = target;
        dial.dialling = true;
        return new Verdict.DialNow();
    }

    /** A link opened: returns what waited for it. */
    List<W> reached(ExpectedPeer expected) {
        Dial<W> dial = dials.remove(expected);
        return dial == null ? List.of() : whats(dial);
    }

    /** The dial led nowhere: returns what waited for it. */
    List<W> failed(ExpectedPeer expected, LinkEnd end, Instant now, RandomGenerator random) {
        Dial<W> dial = dials.get(expected);
        if (dial == null) {
            return List.of();
        }
        dial.dialling = false;
        dial.lastEnd = end;
        dial.backOff = dial.backOff.failed(now, random);
        List<W> waited = whats(dial);
        dial.waiting.clear();
        dial.weight = 0;
        return waited;
    }

    private static <W> List<W> whats(Dial<W> dial) {
        return dial.waiting.stream().map(Waiting::what).toList();
    }

    /**
     * Returns what has waited for too long, and forgets targets that have rested.
     *
     * @param nowNanos on the clock of the deadlines
     */
    List<W> expire(long nowNanos, Instant now) {
        List<W> expired = new ArrayList<>();
        Iterator<Dial<W>> each = dials.values().iterator();
        while (each.hasNext()) {
            Dial<W> dial = each.next();
            for (Waiting<W> waiting : List.copyOf(dial.waiting)) {
                if (waiting.deadline <= nowNanos) {
                    dial.waiting.remove(waiting);
                    dial.weight -= waiting.weight;
                    expired.add(waiting.what);
                }
            }
            // The count of failures outlives the rest, or the doubling would always begin anew.
            if (!dial.dialling && dial.backOff.isOver(now)) {
                each.remove();
            }
        }
        return expired;
    }

    boolean isEmpty() {
        return dials.isEmpty();
    }
}
