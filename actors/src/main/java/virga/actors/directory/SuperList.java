package virga.actors.directory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import virga.protocol.identity.NodeId;
import virga.protocol.record.DhtKey;
import virga.protocol.record.RecordBody.SuperNodeRecord;
import virga.protocol.record.Verified;

/**
 * The partitions' holders that this node knows, and which of them answered well. Each node asks
 * them in its own random order, so that a super which fails does not send all its askers to the
 * same next one (seed 003, 4.3.4).
 */
final class SuperList {
    /** Supers known at a time; the ones that expire first go first. */
    static final int SUPERS_MAX = 1_024;

    private final Predicate<Verified<SuperNodeRecord>> believed;
    private final Map<NodeId, Verified<SuperNodeRecord>> known = new LinkedHashMap<>();
    private final Set<NodeId> answeredWell = new HashSet<>();

    /** {@code believed}: whether what was learnt earlier still holds, its expiry aside. */
    SuperList(Predicate<Verified<SuperNodeRecord>> believed) {
        this.believed = believed;
    }

    /** Adds a record, or puts it in place of an older one. Returns whether it was news. */
    boolean learn(Verified<SuperNodeRecord> record) {
        NodeId id = record.body().id();
        Verified<SuperNodeRecord> old = known.get(id);
        if (old != null && old.body().version() >= record.body().version()) {
            return false;
        }
        known.put(id, record);
        if (known.size() > SUPERS_MAX) {
            known.values().stream()
                    .min((a, b) -> a.body().expires().compareTo(b.body().expires()))
                    .ifPresent(soonest -> forget(soonest.body().id()));
        }
        return true;
    }

    private void forget(NodeId id) {
        known.remove(id);
        answeredWell.remove(id);
    }

    /** Replaces the list by a complete one; what is remembered of supers still in it stays. */
    void replace(Collection<Verified<SuperNodeRecord>> complete) {
        known.clear();
        complete.forEach(this::learn);
        answeredWell.retainAll(known.keySet());
    }

    void answeredWell(NodeId id) {
        if (known.containsKey(id)) {
            answeredWell.add(id);
        }
    }

    void failed(NodeId id) {
        answeredWell.remove(id);
    }

    /**
     * Holders of {@code key} in the order of asking: those that answered well before the others.
     */
    List<Verified<SuperNodeRecord>> order(DhtKey key, Instant now, RandomGenerator random) {
        List<Verified<SuperNodeRecord>> well = new ArrayList<>();
        List<Verified<SuperNodeRecord>> others = new ArrayList<>();
        for (Verified<SuperNodeRecord> record : known.values()) {
            if (holds(record.body(), key)
                    && now.isBefore(record.body().expires())
                    && believed.test(record)) {
                (answeredWell.contains(record.body().id()) ? well : others).add(record);
            }
        }
        Collections.shuffle(well, random);
        Collections.shuffle(others, random);
        well.addAll(others);
        return well;
    }

    private static boolean holds(SuperNodeRecord record, DhtKey key) {
        return record.held().holds(key);
    }

    List<Verified<SuperNodeRecord>> all() {
        return known.values().stream().filter(believed).toList();
    }

    boolean isEmpty() {
        return all().isEmpty();
    }
}
