package virga.ops.operator.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import virga.ops.operator.feed.RecordFeed.Push;
import virga.protocol.Bytes;
import virga.protocol.identity.DomainId;
import virga.protocol.identity.NodeId;

/** What each super is given next. */
final class RecordFeedTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    private final RecordFeed feed = new RecordFeed(new Random(1));

    private static NodeId id(int number) {
        return new NodeId(new DomainId(1), Bytes.ofHex(String.format("%064x", number)));
    }

    private static final NodeId ONE = id(1);
    private static final NodeId TWO = id(2);

    private static RecordFeed.Cursor joined(long change) {
        return new RecordFeed.Cursor(change, 0);
    }

    @Test
    void newSuperIsGivenEverythingFromTheFirstChange() {
        feed.changed(700);
        feed.supersAre(Map.of(ONE, joined(1)));
        assertEquals(List.of(new Push(ONE, 0, 1)), feed.due(NOW));
        feed.delivered(ONE, 256);
        assertEquals(List.of(new Push(ONE, 256, 1)), feed.due(NOW));
        feed.delivered(ONE, 512);
        assertEquals(List.of(new Push(ONE, 512, 1)), feed.due(NOW));
        feed.delivered(ONE, 700);
        assertEquals(List.of(), feed.due(NOW));
        assertEquals(Optional.empty(), feed.deadline());
    }

    @Test
    void aChangeIsPushedToEverySuperAtOnce() {
        feed.supersAre(Map.of(ONE, joined(1), TWO, joined(1)));
        feed.changed(1);
        assertEquals(List.of(new Push(ONE, 0, 1), new Push(TWO, 0, 1)), feed.due(NOW));
    }

    @Test
    void onePageAtATimeForEachSuper() {
        feed.supersAre(Map.of(ONE, joined(1)));
        feed.changed(1);
        feed.due(NOW);
        feed.changed(2);
        assertEquals(List.of(), feed.due(NOW));
        feed.delivered(ONE, 1);
        assertEquals(List.of(new Push(ONE, 1, 1)), feed.due(NOW));
    }

    @Test
    void clockThatWasSetBackKeepsNoSuperWaiting() {
        feed.supersAre(Map.of(ONE, joined(1)));
        feed.changed(1);
        feed.due(NOW);
        feed.failed(ONE, NOW);
        assertEquals(List.of(new Push(ONE, 0, 1)), feed.due(NOW.minus(Duration.ofHours(2))));
    }

    @Test
    void failedPageIsPushedAgainAfterABackOffThatDoublesToAMinute() {
        feed.supersAre(Map.of(ONE, joined(1)));
        feed.changed(1);
        Instant now = NOW;
        Duration before = Duration.ZERO;
        for (int failure = 0; failure < 12; failure++) {
            assertEquals(List.of(new Push(ONE, 0, 1)), feed.due(now));
            feed.failed(ONE, now);
            Instant again = feed.deadline().orElseThrow();
            assertEquals(List.of(), feed.due(again.minusMillis(1)));
            Duration wait = Duration.between(now, again);
            assertTrue(wait.compareTo(RecordFeed.BACKOFF_MAX) <= 0);
            assertTrue(failure > 6 || wait.compareTo(before) > 0, "grows: " + wait);
            before = wait;
            now = again;
        }
        assertTrue(before.compareTo(Duration.ofSeconds(44)) > 0, "a minute less a quarter");
    }

    @Test
    void oneSilentSuperDoesNotHoldUpAnother() {
        feed.supersAre(Map.of(ONE, joined(1), TWO, joined(1)));
        feed.changed(1);
        feed.due(NOW);
        feed.failed(ONE, NOW);
        feed.delivered(TWO, 1);
        feed.changed(2);
        assertEquals(List.of(new Push(TWO, 1, 1)), feed.due(NOW));
    }

    @Test
    void superWhoseStoreIsAnotherIsGivenEverythingAgain() {
        feed.supersAre(Map.of(ONE, joined(1)));
        feed.changed(5);
        feed.due(NOW);
        feed.delivered(ONE, 5);
        feed.supersAre(Map.of(ONE, joined(2)));
        assertEquals(List.of(new Push(ONE, 0, 2)), feed.due(NOW));
    }

    @Test
    void pageUnderWayWhenASuperStartsAgainDoesNotCount() {
        feed.supersAre(Map.of(ONE, joined(1)));
        feed.changed(5);
        feed.due(NOW);
        feed.supersAre(Map.of(ONE, joined(2)));
        feed.delivered(ONE, 5);
        assertEquals(List.of(new Push(ONE, 0, 2)), feed.due(NOW));
    }

    @Test
    void superThatLeftIsGivenNothingAndItsLateAnswerDoesNoHarm() {
        feed.supersAre(Map.of(ONE, joined(1)));
        feed.changed(5);
        feed.due(NOW);
        feed.supersAre(Map.of());
        feed.delivered(ONE, 5);
        feed.failed(ONE, NOW);
        assertEquals(List.of(), feed.due(NOW));
        assertEquals(Optional.empty(), feed.deadline());
    }

    @Test
    void noMoreThanSixteenPagesAreUnderWay() {
        Map<NodeId, RecordFeed.Cursor> many = new TreeMap<>();
        for (int i = 0; i < 40; i++) {
            many.put(id(i), joined(1));
        }
        feed.supersAre(many);
        feed.changed(1);
        List<Push> first = feed.due(NOW);
        assertEquals(RecordFeed.PUSHES_MAX, first.size());
        assertEquals(List.of(), feed.due(NOW));
        feed.delivered(first.getFirst().to(), 1);
        assertEquals(1, feed.due(NOW).size());
    }

    /** Whatever fails and in whatever order: in the end every super has every change. */
    @Test
    void everySuperHasEverythingInTheEnd() {
        for (long seed = 0; seed < 200; seed++) {
            Simulation simulation = new Simulation(seed);
            for (int step = 0; step < 200; step++) {
                simulation.stepWithFaults();
            }
            simulation.settle();
        }
    }

    /** Supers that come, start again, fail and store, against the feed. */
    private static final class Simulation {
        private final long seed;
        private final Random random;
        private final RecordFeed feed;
        private final Map<NodeId, RecordFeed.Cursor> holders = new TreeMap<>();
        private final Map<NodeId, Long> stored = new TreeMap<>();
        private Instant now = NOW;
        private long latest;

        Simulation(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            this.feed = new RecordFeed(random);
        }

        void stepWithFaults() {
            if (random.nextInt(10) == 0) {
                NodeId id = id(random.nextInt(4));
                holders.merge(id, joined(1), (old, _) -> joined(old.joined() + 1));
                stored.put(id, 0L);
                feed.supersAre(holders);
            }
            latest += random.nextInt(300);
            feed.changed(latest);
            now = now.plusSeconds(random.nextInt(3));
            for (Push push : feed.due(now)) {
                if (random.nextInt(3) == 0) {
                    feed.failed(push.to(), now);
                } else {
                    store(push);
                }
            }
        }

        void store(Push push) {
            long has = stored.getOrDefault(push.to(), 0L);
            assertTrue(push.after() <= has, "a hole at seed " + seed);
            long upTo = Math.min(latest, push.after() + RecordFeed.PAGE_RECORDS_MAX);
            stored.put(push.to(), Math.max(has, upTo));
            feed.delivered(push.to(), upTo);
        }

        void settle() {
            for (int round = 0; round < 300; round++) {
                now = now.plus(RecordFeed.BACKOFF_MAX);
                feed.due(now).forEach(this::store);
            }
            assertEquals(holders.size(), feed.caughtUp(), "seed " + seed);
            for (NodeId id : holders.keySet()) {
                assertEquals(latest, stored.get(id), "seed " + seed);
            }
        }
    }
}
