package virga.tunnel.socks;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import virga.tunnel.open.TunnelFailure;

/**
 * Makes few lines of many refused connections, so that a browser cannot flood a terminal: the first
 * of a kind is told at once, those like it are counted and told as one when its time is over.
 *
 * <pre>
 *   unknown --refused: tell--> counted --over, none came--> unknown
 *                              counted --over, n came: tell n more--> counted
 * </pre>
 */
final class RefusalDigest {
    /** Kinds counted at a time; what comes beyond is one kind more, {@link #OTHERS}. */
    static final int KINDS_MAX = 10;

    /** Stands for all that have no place of their own. */
    static final SocksRefusal OTHERS =
            new SocksRefusal(
                    "other addresses",
                    new TunnelFailure(
                            TunnelFailure.Kind.FAILED,
                            "more kinds of refused connections than are told of each",
                            "see which programs use this door"));

    private final Map<SocksRefusal, Long> counted = new HashMap<>();

    /**
     * A connection was refused. Where something is told, {@link #over} is to be called for what is
     * told after a while.
     */
    Optional<ToldRefusal> refused(SocksRefusal refusal) {
        boolean known = counted.containsKey(refusal);
        SocksRefusal kind = known || counted.size() < KINDS_MAX ? refusal : OTHERS;
        Long before = counted.putIfAbsent(kind, 0L);
        if (before == null) {
            return Optional.of(new ToldRefusal(kind, 0));
        }
        counted.put(kind, before + 1);
        return Optional.empty();
    }

    /** Its time is over; where something is told, another begins. */
    Optional<ToldRefusal> over(SocksRefusal kind) {
        Long more = counted.remove(kind);
        if (more == null || more == 0) {
            return Optional.empty();
        }
        counted.put(kind, 0L);
        return Optional.of(new ToldRefusal(kind, more));
    }
}
