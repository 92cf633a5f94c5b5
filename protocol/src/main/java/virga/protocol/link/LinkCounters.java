package virga.protocol.link;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/** Counts what became of connections, by reason: all that a stranger ever causes. Thread safe. */
public final class LinkCounters {
    private static final Set<LinkEnd> PEERS_FAULTS =
            EnumSet.of(
                    LinkEnd.NOT_ADMITTED,
                    LinkEnd.REVOKED,
                    LinkEnd.OTHER_DOMAIN,
                    LinkEnd.FLIGHT_DAMAGED,
                    LinkEnd.FRAME_DAMAGED,
                    LinkEnd.CLOCK,
                    LinkEnd.LIMIT);

    private final LongAdder accepted = new LongAdder();
    private final LongAdder opened = new LongAdder();
    private final Map<LinkEnd, LongAdder> turnedAway = adders();
    private final Map<LinkEnd, LongAdder> ended = adders();

    LinkCounters() {}

    /** Connections that came to a listener, whatever became of them. */
    public long accepted() {
        return accepted.sum();
    }

    /** Links that opened, whichever side asked. */
    public long opened() {
        return opened.sum();
    }

    /** Accepted connections that never became links. */
    public long turnedAway(LinkEnd reason) {
        return count(turnedAway, reason);
    }

    /** Links that were open and ended. */
    public long ended(LinkEnd reason) {
        return count(ended, reason);
    }

    /**
     * How often somebody was sent away, by reason: accepted connections that never became links and
     * links that ended for a fault of the peer. Only what happened.
     */
    public Map<LinkEnd, Long> sentAway() {
        Map<LinkEnd, Long> all = new EnumMap<>(LinkEnd.class);
        for (LinkEnd reason : LinkEnd.values()) {
            long times = turnedAway(reason) + (PEERS_FAULTS.contains(reason) ? ended(reason) : 0);
            if (times > 0) {
                all.put(reason, times);
            }
        }
        return all;
    }

    void countAccepted() {
        accepted.increment();
    }

    void countOpened() {
        opened.increment();
    }

    void countTurnedAway(LinkEnd reason) {
        add(turnedAway, reason);
    }

    void countEnded(LinkEnd reason) {
        add(ended, reason);
    }

    private static Map<LinkEnd, LongAdder> adders() {
        Map<LinkEnd, LongAdder> adders = new EnumMap<>(LinkEnd.class);
        for (LinkEnd reason : LinkEnd.values()) {
            adders.put(reason, new LongAdder());
        }
        return adders;
    }

    private static long count(Map<LinkEnd, LongAdder> adders, LinkEnd reason) {
        LongAdder adder = adders.get(reason);
        return adder == null ? 0 : adder.sum();
    }

    private static void add(Map<LinkEnd, LongAdder> adders, LinkEnd reason) {
        LongAdder adder = adders.get(reason);
        if (adder != null) {
            adder.increment();
        }
    }
}
