package virga.supernode.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import virga.protocol.Bytes;
import virga.protocol.identity.DomainId;
import virga.protocol.identity.NodeId;
import virga.protocol.record.KeyRange;
import virga.protocol.record.KeyRanges;

final class PartitionPlanTest {
    private static final int SEEDS = 40;
    private static final long SECRET = 0x5eed;
    private static final PlanSettings SETTINGS = PlanSettings.STANDARD;

    /** Supers and loads drawn at random: domains small and large, supers in few or many of them. */
    private static final class World {
        final Random random;
        final Map<DomainId, Long> entries = new HashMap<>();
        final NavigableSet<NodeId> supers = new TreeSet<>();
        final List<DomainId> homes;

        World(long seed, int supers, int domains, int homes) {
            random = new Random(seed);
            for (int i = 0; i < domains; i++) {
                entries.put(
                        new DomainId(random.nextInt()), (long) Math.exp(random.nextDouble() * 11));
            }
            this.homes = entries.keySet().stream().sorted().limit(homes).toList();
            for (int i = 0; i < supers; i++) {
                join();
            }
        }

        NodeId join() {
            byte[] hash = new byte[32];
            random.nextBytes(hash);
            NodeId id = new NodeId(homes.get(random.nextInt(homes.size())), Bytes.owning(hash));
            supers.add(id);
            return id;
        }

        Loads loads() {
            return Loads.of(entries);
        }

        PartitionPlan plan() {
            return PartitionPlan.of(supers, loads(), SETTINGS, SECRET);
        }
    }

    private static World world(long seed) {
        Random sizes = new Random(~seed);
        return new World(
                seed, 1 + sizes.nextInt(80), 1 + sizes.nextInt(300), 1 + sizes.nextInt(12));
    }

    @Test
    void everyKeyHasAsManyHoldersAsThereShouldBe() {
        for (long seed = 0; seed < SEEDS; seed++) {
            World world = world(seed);
            PartitionPlan plan = world.plan();
            int holders = Math.min(SETTINGS.holders(), world.supers.size());
            long next = 0;
            for (Partition partition : plan.partitions()) {
                assertEquals(next, partition.range().from(), "seed " + seed);
                assertEquals(holders, new HashSet<>(partition.holders()).size(), "seed " + seed);
                next = partition.range().to() + 1;
            }
            assertEquals(0, next, "the last range ends with the last key, seed " + seed);
        }
    }

    @Test
    void samePlanForTheSameSupersAndCounts() {
        for (long seed = 0; seed < SEEDS; seed++) {
            assertEquals(world(seed).plan(), world(seed).plan());
        }
    }

    @Test
    void aSuperThatJoinsMovesAboutItsShare() {
        double moved = 0;
        double worst = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            World world = new World(seed, 10 + (int) seed, 200, 5);
            PartitionPlan before = world.plan();
            world.join();
            double shares = moved(world.loads(), before, world.plan()) * world.supers.size();
            moved += shares / SEEDS;
            worst = Math.max(worst, shares);
        }
        assertTrue(moved < 2, "a join moved " + moved + " times its share");
        assertTrue(worst < 3, "a join moved " + worst + " times its share");
    }

    @Test
    void aSuperThatLeavesMovesAboutItsShare() {
        double moved = 0;
        double worst = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            World world = new World(seed, 10 + (int) seed, 200, 5);
            PartitionPlan before = world.plan();
            world.supers.remove(world.supers.first());
            double shares = moved(world.loads(), before, world.plan()) * world.supers.size();
            moved += shares / SEEDS;
            worst = Math.max(worst, shares);
        }
        assertTrue(moved < 2, "a leave moved " + moved + " times its share");
        assertTrue(worst < 3, "a leave moved " + worst + " times its share");
    }

    /** What part of all copies supers hold after and did not before. */
    private static double moved(Loads loads, PartitionPlan before, PartitionPlan after) {
        Map<NodeId, KeyRanges> had = before.held();
        double copies = 0;
        for (Map.Entry<NodeId, KeyRanges> has : after.held().entrySet()) {
            KeyRanges gained = has.getValue().minus(had.getOrDefault(has.getKey(), KeyRanges.NONE));
            for (KeyRange range : gained.ranges()) {
                copies += loads.in(range);
            }
        }
        return copies / (loads.total() * SETTINGS.holders());
    }

    @Test
    void loadIsShared() {
        double worst = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            World world = new World(seed, 10 + (int) seed, 200, 5);
            Loads loads = world.loads();
            double mean = loads.total() * SETTINGS.holders() / world.supers.size();
            for (KeyRanges held : world.plan().held().values()) {
                double load = held.ranges().stream().mapToDouble(loads::in).sum();
                worst = Math.max(worst, load / mean);
            }
        }
        assertTrue(worst < 2, "a super has " + worst + " times its share");
    }

    @Test
    void noDomainHasTwoHoldersOfARangeWhereThereAreOthers() {
        for (long seed = 0; seed < SEEDS; seed++) {
            World world = new World(seed, 40, 200, 20);
            for (Partition partition : world.plan().partitions()) {
                long domains = partition.holders().stream().map(NodeId::domain).distinct().count();
                assertEquals(SETTINGS.holders(), domains, "seed " + seed);
            }
        }
    }

    @Test
    void aDomainsOwnSuperHoldsItsRanges() {
        World world = new World(7, 30, 50, 3);
        DomainId large = world.homes.getFirst();
        world.entries.put(large, 500_000L);
        PartitionPlan plan = world.plan();
        Loads loads = world.loads();
        for (Partition partition : plan.partitions()) {
            boolean mostly = loads.in(partition.range(), large) > loads.in(partition.range()) / 2;
            long own = partition.holders().stream().filter(h -> h.domain().equals(large)).count();
            assertTrue(own <= 1, "never alone");
            if (mostly) {
                assertEquals(1, own);
            }
        }
    }

    @Test
    void noSuperHoldsEverythingBecauseItsDomainIsAnother() {
        World world = new World(3, 20, 50, 1);
        NodeId stranger = new NodeId(new DomainId(1), world.join().keyHash());
        world.supers.add(stranger);
        KeyRanges held = world.plan().held().getOrDefault(stranger, KeyRanges.NONE);
        Loads loads = world.loads();
        double share = held.ranges().stream().mapToDouble(loads::in).sum() / loads.total();
        assertTrue(share < 0.5, "it holds " + share);
    }

    @Test
    void anEmptyNetworkIsOneRange() {
        World world = new World(5, 20, 1, 1);
        world.entries.clear();
        assertEquals(1, world.plan().partitions().size());
    }

    @Test
    void aFewEntriesMoreChangeNothing() {
        World world = new World(9, 40, 100, 5);
        PartitionPlan before = world.plan();
        DomainId domain = world.entries.keySet().iterator().next();
        world.entries.put(domain, 70_000L);
        PartitionPlan grown = world.plan();
        world.entries.put(domain, 80_000L);
        assertFalse(grown.equals(before));
        assertEquals(grown, world.plan());
    }

    @Test
    void anotherSecretIsAnotherPlan() {
        World world = new World(11, 40, 100, 5);
        assertFalse(
                world.plan()
                        .equals(
                                PartitionPlan.of(
                                        world.supers, world.loads(), SETTINGS, SECRET + 1)));
    }

    @Test
    void holdersOfAKeyAreThoseOfItsRange() {
        World world = new World(13, 40, 100, 5);
        PartitionPlan plan = world.plan();
        for (Partition partition : plan.partitions()) {
            assertEquals(partition.holders(), plan.holders(partition.range().firstKey()));
            assertEquals(partition.holders(), plan.holders(partition.range().lastKey()));
        }
    }
}
