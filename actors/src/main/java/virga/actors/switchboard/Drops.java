package virga.actors.switchboard;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import virga.actors.switchboard.SwitchboardActor.Dropped;

/** Counts what was dropped without an answer, by reason. Thread safe. */
final class Drops {
    private final Map<Dropped, LongAdder> counts = new EnumMap<>(Dropped.class);

    Drops() {
        for (Dropped reason : Dropped.values()) {
            counts.put(reason, new LongAdder());
        }
    }

    void add(Dropped reason, int dropped) {
        LongAdder count = counts.get(reason);
        if (count != null) {
            count.add(dropped);
        }
    }

    Map<Dropped, Long> snapshot() {
        Map<Dropped, Long> now = new EnumMap<>(Dropped.class);
        counts.forEach((reason, count) -> now.put(reason, count.sum()));
        return now;
    }
}
