package virga.actors.directory;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import virga.protocol.identity.NodeId;
import virga.protocol.message.Message.SuperNodes;
import virga.protocol.record.DhtKey;
import virga.protocol.record.KeyRange;
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

    /** How long a super that has too much to do is asked last, doubling. */
    static final Duration BUSY_MIN = Duration.ofMillis(500);

    static final Duration BUSY_MAX = Duration.ofSeconds(60);

    private static final int DOUBLINGS_MAX = 7;
    private static final int GROUPS = 4;

    private final Predicate<Verified<SuperNodeRecord>> believed;
    private final Map<NodeId, Verified<SuperNodeRecord>> known = new LinkedHashMap<>();
    private final Set<NodeId> answeredWell = new HashSet<>();
    private final Map<NodeId, BackOff> busy = new HashMap<>();

    /** Who said of keys that they are not its own, until another record of it comes. */
    private final Set<NodeId> notHeld = new HashSet<>();

    private record BackOff(Instant until, int times) {}

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
        notHeld.remove(id);
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
        busy.remove(id);
        notHeld.remove(id);
    }

    /**
     * Learns who holds keys of the range now: who was known to and is not among {@code complete} by
     * a newer plan holds none any more.
     */
    void replace(KeyRange range, Collection<Verified<SuperNodeRecord>> complete) {
        long plan = complete.stream().mapToLong(one -> one.body().plan()).max().orElse(0);
        Set<NodeId> named = new HashSet<>();
        complete.forEach(one -> named.add(one.body().id()));
        for (Verified<SuperNodeRecord> old : List.copyOf(known.values())) {
            boolean gone =
                    old.body().held().meets(range)
                            && !named.contains(old.body().id())
                            && old.body().plan() <= plan;
            if (gone && complete.size() < SuperNodes.RECORDS_MAX) {
                forget(old.body().id());
            }
        }
        complete.forEach(this::learn);
    }

    void answeredWell(NodeId id) {
        if (known.containsKey(id)) {
            answeredWell.add(id);
            busy.remove(id);
        }
    }

    void failed(NodeId id) {
        answeredWell.remove(id);
    }

    /** It says that it has too much to do: it is asked last for a while, longer each time. */
    void busy(NodeId id, Instant now, RandomGenerator random) {
        if (known.containsKey(id)) {
            int times = busy.containsKey(id) ? busy.get(id).times() + 1 : 0;
            long most = BUSY_MIN.toMillis() << Math.min(times, DOUBLINGS_MAX);
            long millis = Math.min(most, BUSY_MAX.toMillis());
            Instant until = now.plusMillis(millis / 2 + random.nextLong(millis / 2 + 1));
            busy.put(id, new BackOff(until, times));
        }
    }

    /** It says that a key is none of its own: its record here is an old one. */
    void notMine(NodeId id) {
        answeredWell.remove(id);
        notHeld.add(id);
    }

    /**
     * Holders of {@code key} in the order of asking: those that answered well before the others,
     * then those that say otherwise than their records, last those with too much to do.
     */
    List<Verified<SuperNodeRecord>> order(DhtKey key, Instant now, RandomGenerator random) {
        List<List<Verified<SuperNodeRecord>>> groups = new ArrayList<>();
        for (int i = 0; i < GROUPS; i++) {
            groups.add(new ArrayList<>());
        }
        for (Verified<SuperNodeRecord> record : known.values()) {
            if (record.body().held().holds(key) && counts(record, now)) {
                groups.get(group(record.body().id(), now)).add(record);
            }
        }
        List<Verified<SuperNodeRecord>> order = new ArrayList<>();
        for (List<Verified<SuperNodeRecord>> group : groups) {
            Collections.shuffle(group, random);
            order.addAll(group);
        }
        return order;
    }

    private boolean counts(Verified<SuperNodeRecord> record, Instant now) {
        return now.isBefore(record.body().expires()) && believed.test(record);
    }

    private int group(NodeId id, Instant now) {
        BackOff backOff = busy.get(id);
        if (backOff != null && now.isBefore(backOff.until())) {
            return GROUPS - 1;
        }
        return notHeld.contains(id) ? 2 : answeredWell.contains(id) ? 0 : 1;
    }

    /** The last position up to which the holders of {@code from} hold all keys. */
    long sameHoldersUpTo(long from, long to) {
        long last = to;
        for (Verified<SuperNodeRecord> record : known.values()) {
            for (KeyRange range : record.body().held().ranges()) {
                last = earlier(last, range.from() - 1, from, range.from() != 0);
                last = earlier(last, range.to(), from, true);
            }
        }
        return last;
    }

    /** {@code border} where it lies from {@code from} on and before {@code last}. */
    private static long earlier(long last, long border, long from, boolean is) {
        boolean lies =
                is
                        && Long.compareUnsigned(from, border) <= 0
                        && Long.compareUnsigned(border, last) < 0;
        return lies ? border : last;
    }

    /** All of them, in the order of asking for what every super has. */
    List<Verified<SuperNodeRecord>> anyOrder(Instant now, RandomGenerator random) {
        List<Verified<SuperNodeRecord>> all = new ArrayList<>(known.values());
        all.removeIf(record -> !counts(record, now));
        Collections.shuffle(all, random);
        all.sort(Comparator.comparingInt(record -> group(record.body().id(), now)));
        return all;
    }

    List<Verified<SuperNodeRecord>> all() {
        return known.values().stream().filter(believed).toList();
    }

    boolean isEmpty() {
        return all().isEmpty();
    }
}
