package virga.supernode.plan;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import virga.protocol.identity.NodeId;
import virga.protocol.record.KeyRange;

/**
 * Chooses the holders of ranges by rendezvous hashing with bounded loads: for each range the supers
 * have an order of their own, made of the super, the range's first key and a secret, and the first
 * that have room take it. So a super that comes or goes changes little else.
 *
 * <p>Where one domain has most of a range's entries and supers of its own, one of those comes
 * before all others, since a domain that brings a super shall have use of it (seed 003, 3.8.3). No
 * domain has two of a range's holders as long as there are other domains: whoever spawns supers in
 * a domain is never alone with anybody's keys, nor with its own (4.3.8).
 */
final class HolderChoice {
    /** A super takes ranges until it has this much more than its share of the load. */
    private static final double ROOM = 1.5;

    /** And this many times as much where no other domain has room, or for its own domain's keys. */
    private static final double MORE_ROOM = 2;

    /** What a range weighs besides its entries, as a part of the mean range. */
    private static final double EMPTY_RANGE = 0.05;

    private final List<Super> supers;
    private final Loads loads;
    private final int holders;
    private final long secret;
    private final boolean manyDomains;
    private double room;

    private static final class Super {
        final NodeId id;
        final long hash;
        double load;

        Super(NodeId id) {
            this.id = id;
            this.hash = id.keyHash().view().getLong() ^ id.domain().value();
        }

        boolean sameDomain(Super other) {
            return id.domain().equals(other.id.domain());
        }
    }

    HolderChoice(List<NodeId> supers, Loads loads, PlanSettings settings, long secret) {
        this.supers = supers.stream().map(Super::new).toList();
        this.loads = loads;
        this.holders = settings.holders();
        this.secret = secret;
        this.manyDomains = supers.stream().map(NodeId::domain).distinct().count() > 1;
    }

    List<Partition> choose(List<KeyRange> ranges) {
        double empty = Math.max(1, loads.total()) / ranges.size() * EMPTY_RANGE;
        double all = (loads.total() + empty * ranges.size()) * holders;
        room = ROOM * all / supers.size();
        List<Partition> partitions = new ArrayList<>(ranges.size());
        for (KeyRange range : ranges) {
            partitions.add(new Partition(range, choose(range, loads.in(range) + empty)));
        }
        return partitions;
    }

    private List<NodeId> choose(KeyRange range, double load) {
        long place = mixed(range.from() ^ secret);
        Set<Super> chosen = new LinkedHashSet<>();
        if (manyDomains) {
            Predicate<Super> other = one -> chosen.stream().noneMatch(one::sameDomain);
            take(chosen, 1, load, place, one -> mostOf(range, one) && fits(one, MORE_ROOM, load));
            take(chosen, holders, load, place, one -> fits(one, 1, load) && other.test(one));
            take(
                    chosen,
                    holders,
                    load,
                    place,
                    one -> fits(one, MORE_ROOM, load) && other.test(one));
        }
        take(chosen, holders, load, place, one -> fits(one, 1, load));
        take(chosen, holders, load, place, one -> true);
        return chosen.stream().map(one -> one.id).toList();
    }

    /** Chooses of those that may, in the range's order, until there are {@code wanted}. */
    private void take(
            Set<Super> chosen, int wanted, double load, long place, Predicate<Super> may) {
        while (chosen.size() < wanted) {
            Optional<Super> best = best(place, one -> !chosen.contains(one) && may.test(one));
            if (best.isEmpty()) {
                return;
            }
            best.get().load += load;
            chosen.add(best.get());
        }
    }

    private Optional<Super> best(long place, Predicate<Super> may) {
        Super best = null;
        long bestScore = 0;
        for (Super one : supers) {
            long score = mixed(one.hash ^ place);
            boolean better = best == null || Long.compareUnsigned(score, bestScore) > 0;
            if (better && may.test(one)) {
                best = one;
                bestScore = score;
            }
        }
        return Optional.ofNullable(best);
    }

    private boolean fits(Super one, double rooms, double load) {
        return one.load + load <= rooms * room;
    }

    /** Whether most of the range's entries are of the super's own domain. */
    private boolean mostOf(KeyRange range, Super one) {
        return range.meets(KeyRange.of(one.id.domain()))
                && loads.in(range, one.id.domain()) > loads.in(range) / 2;
    }

    /** A finalizer of 64 bits: each bit of what goes in changes half of what comes out. */
    private static long mixed(long bits) {
        long z = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
