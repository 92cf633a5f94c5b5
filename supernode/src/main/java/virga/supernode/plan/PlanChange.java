package virga.supernode.plan;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import virga.protocol.identity.NodeId;
import virga.protocol.record.KeyRanges;

/**
 * From what supers hold to what a plan wants them to, without a moment in which a key has fewer
 * holders than before (seed 003, 3.10.1):
 *
 * <pre>
 *   wanted           received whole            all that are wanted hold it       handed over
 *   -------> receiving -----------> held  ...  held and not wanted -----> leaving ---------> nothing
 * </pre>
 *
 * The operator is the stop-gap (3.9.4): where supers are fewer than R it is wanted for every key,
 * and what no super holds it holds at once, since it has all static records. A step changes nothing
 * where nothing is to be done, so that several operators may take it.
 */
public final class PlanChange {
    private final NodeId operator;
    private final Map<NodeId, KeyRanges> wanted;

    /**
     * @param operator whose node stands in for supers
     * @param plan for the supers that are alive
     * @param supers these supers
     */
    public PlanChange(
            NodeId operator, PartitionPlan plan, Collection<NodeId> supers, PlanSettings settings) {
        this.operator = operator;
        this.wanted = new TreeMap<>();
        supers.forEach(one -> wanted.put(one, KeyRanges.NONE));
        wanted.putAll(plan.held());
        KeyRanges standsIn = supers.size() < settings.holders() ? KeyRanges.WHOLE : KeyRanges.NONE;
        wanted.merge(operator, standsIn, KeyRanges::plus);
    }

    private KeyRanges wanted(NodeId one) {
        return wanted.getOrDefault(one, KeyRanges.NONE);
    }

    /** What the plan wants each of them to hold in the end. */
    public Map<NodeId, KeyRanges> wanted() {
        return Map.copyOf(wanted);
    }

    /**
     * The next step.
     *
     * @param now of the supers that are alive, and of the operator; of others, which are dead, what
     *     they have does not count
     */
    public Map<NodeId, Holding> step(Map<NodeId, Holding> now) {
        Map<NodeId, Holding> before = new TreeMap<>();
        wanted.keySet().forEach(one -> before.put(one, now.getOrDefault(one, Holding.NONE)));
        KeyRanges anywhere = KeyRanges.NONE;
        for (Holding holding : before.values()) {
            anywhere = anywhere.plus(holding.held());
        }
        KeyRanges orphaned = KeyRanges.WHOLE.minus(anywhere);
        before.computeIfPresent(operator, (_, held) -> standIn(held, orphaned));
        KeyRanges pending = pending(before);
        Map<NodeId, Holding> after = new TreeMap<>();
        before.forEach((one, holding) -> after.put(one, step(one, holding, pending)));
        return after;
    }

    private Holding standIn(Holding operator, KeyRanges orphaned) {
        KeyRanges held = operator.held().plus(orphaned).plus(wanted(this.operator));
        return new Holding(held, KeyRanges.NONE, operator.leaving().minus(held));
    }

    /** Keys that somebody is wanted to hold and does not yet. */
    private KeyRanges pending(Map<NodeId, Holding> holdings) {
        KeyRanges pending = KeyRanges.NONE;
        for (Map.Entry<NodeId, Holding> one : holdings.entrySet()) {
            KeyRanges missing = wanted(one.getKey()).minus(one.getValue().held());
            pending = pending.plus(missing);
        }
        return pending;
    }

    private Holding step(NodeId one, Holding before, KeyRanges pending) {
        KeyRanges wants = wanted(one);
        KeyRanges given = before.held().minus(wants).minus(pending);
        KeyRanges leaving = before.leaving().plus(given).minus(wants);
        return new Holding(before.held().minus(given), wants.minus(before.held()), leaving);
    }

    /** {@code one} has received or handed over these keys whole. */
    public static Holding whole(Holding before, KeyRanges ranges) {
        return new Holding(
                before.held().plus(before.receiving().and(ranges)),
                before.receiving().minus(ranges),
                before.leaving().minus(ranges));
    }
}
