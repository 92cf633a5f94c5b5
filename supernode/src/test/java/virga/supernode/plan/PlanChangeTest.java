package virga.supernode.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import virga.protocol.Bytes;
import virga.protocol.identity.DomainId;
import virga.protocol.identity.NodeId;
import virga.protocol.record.KeyRange;
import virga.protocol.record.KeyRanges;

final class PlanChangeTest {
    private static final PlanSettings SETTINGS = PlanSettings.STANDARD;
    private static final int SEEDS = 60;

    /** A network whose supers come, go, receive and hand over in a random order. */
    private static final class World {
        final Random random;
        final Loads loads;
        final NodeId operator;
        final NavigableSet<NodeId> supers = new TreeSet<>();
        Map<NodeId, Holding> holdings = new TreeMap<>();
        PlanChange change;

        World(long seed) {
            random = new Random(seed);
            loads = Loads.of(Map.of(new DomainId(7), 50_000L, new DomainId(-9), 3_000L));
            operator = draw();
            plan();
        }

        NodeId draw() {
            byte[] hash = new byte[32];
            random.nextBytes(hash);
            return new NodeId(new DomainId(random.nextInt(4)), Bytes.owning(hash));
        }

        Holding holding(NodeId one) {
            return holdings.getOrDefault(one, Holding.NONE);
        }

        void plan() {
            change =
                    new PlanChange(
                            operator,
                            PartitionPlan.of(supers, loads, SETTINGS, 1),
                            supers,
                            SETTINGS);
            holdings = new TreeMap<>(change.step(holdings));
        }

        /** One super has received or handed over a part of what it is to. */
        boolean work() {
            List<NodeId> busy = new ArrayList<>();
            holdings.forEach(
                    (one, holding) -> {
                        if (!holding.receiving().isEmpty() || !holding.leaving().isEmpty()) {
                            busy.add(one);
                        }
                    });
            if (busy.isEmpty()) {
                return false;
            }
            NodeId one = busy.get(random.nextInt(busy.size()));
            Holding holding = holding(one);
            List<KeyRange> parts =
                    new ArrayList<>(holding.receiving().plus(holding.leaving()).ranges());
            KeyRanges some = KeyRanges.of(List.of(parts.get(random.nextInt(parts.size()))));
            holdings.put(one, PlanChange.whole(holding, some));
            holdings = new TreeMap<>(change.step(holdings));
            return true;
        }

        int holders(long position) {
            return (int) holdings.values().stream().filter(h -> h.held().holds(position)).count();
        }

        void settle() {
            while (work()) {
                // Until nobody has anything to do.
            }
        }
    }

    private static World grown(long seed, int supers) {
        World world = new World(seed);
        for (int i = 0; i < supers; i++) {
            world.supers.add(world.draw());
        }
        world.plan();
        world.settle();
        return world;
    }

    @Test
    void theOperatorBeginsWithEveryKey() {
        World world = new World(1);
        assertEquals(KeyRanges.WHOLE, world.holding(world.operator).held());
    }

    @Test
    void theOperatorHoldsNothingOnceThreeSupersHoldEverything() {
        World world = grown(2, 3);
        assertTrue(world.holding(world.operator).isEmpty());
        world.supers.forEach(one -> assertEquals(KeyRanges.WHOLE, world.holding(one).held()));
    }

    @Test
    void everybodyEndsWithWhatThePlanWants() {
        for (long seed = 0; seed < SEEDS; seed++) {
            World world = grown(seed, 1 + (int) seed % 12);
            world.change
                    .wanted()
                    .forEach(
                            (one, wants) -> {
                                Holding has = world.holding(one);
                                assertEquals(wants, has.held());
                                assertTrue(has.receiving().isEmpty() && has.leaving().isEmpty());
                            });
        }
    }

    @Test
    void noKeyLosesAHolderBeforeItsNewOnesAreWhole() {
        for (long seed = 0; seed < SEEDS; seed++) {
            World world = grown(seed, 4 + (int) seed % 8);
            for (int joined = 0; joined < 3; joined++) {
                world.supers.add(world.draw());
                world.plan();
                do {
                    for (int i = 0; i < 20; i++) {
                        long position = 7L << 32 | Integer.toUnsignedLong(world.random.nextInt());
                        int holders = world.holders(position);
                        assertTrue(holders >= SETTINGS.holders(), "seed " + seed);
                    }
                } while (world.work());
            }
        }
    }

    @Test
    void whatDeadSupersHeldTheOperatorHoldsAtOnce() {
        for (long seed = 0; seed < SEEDS; seed++) {
            World world = grown(seed, 6);
            for (int i = 0; i < 4; i++) {
                world.supers.remove(world.supers.first());
            }
            world.plan();
            for (int i = 0; i < 200; i++) {
                assertTrue(world.holders(world.random.nextLong()) >= 1, "seed " + seed);
            }
            world.settle();
            for (int i = 0; i < 200; i++) {
                // Two supers are left, and the operator stands in for the third.
                assertEquals(3, world.holders(world.random.nextLong()), "seed " + seed);
            }
        }
    }

    @Test
    void aSecondStepChangesNothing() {
        for (long seed = 0; seed < SEEDS; seed++) {
            World world = grown(seed, 5);
            world.supers.add(world.draw());
            world.plan();
            assertEquals(world.holdings, world.change.step(world.holdings));
        }
    }

    @Test
    void whoIsWantedAgainReceivesWhatItWasLeaving() {
        World world = grown(5, 9);
        NodeId one = world.supers.first();
        Holding held = world.holding(one);
        world.holdings.put(one, new Holding(KeyRanges.NONE, KeyRanges.NONE, held.held()));
        world.plan();
        assertEquals(new Holding(KeyRanges.NONE, held.held(), KeyRanges.NONE), world.holding(one));
    }
}
