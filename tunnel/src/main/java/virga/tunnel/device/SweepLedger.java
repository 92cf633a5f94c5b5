package virga.tunnel.device;

import java.util.HashMap;
import java.util.Map;

/** When each subnet was swept, so that none is twice within a minute. Not thread safe. */
public final class SweepLedger {
    /** A subnet is not swept again before this has passed since the sweep's beginning. */
    public static final long AGAIN_MIN_MILLIS = 60_000;

    private record Sweep(long beganMillis, long endsMillis) {}

    private final Map<Subnet, Sweep> sweeps = new HashMap<>();

    /** Notes a sweep from now to {@code endsMillis}; false where one was noted a minute ago. */
    boolean begin(Subnet subnet, long nowMillis, long endsMillis) {
        // A sweep that begins later than now was noted by a clock that has been set back since.
        sweeps.values()
                .removeIf(
                        sweep ->
                                nowMillis < sweep.beganMillis
                                        || nowMillis - sweep.beganMillis >= AGAIN_MIN_MILLIS);
        return sweeps.putIfAbsent(subnet, new Sweep(nowMillis, endsMillis)) == null;
    }

    /** When the sweep of this subnet that is under way ends; {@code nowMillis} where none is. */
    long endsMillis(Subnet subnet, long nowMillis) {
        Sweep sweep = sweeps.get(subnet);
        return sweep == null ? nowMillis : Math.max(nowMillis, sweep.endsMillis);
    }
}
