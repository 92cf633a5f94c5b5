package virga.protocol.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** When a silent peer is probed and when it is given up. */
final class KeepAliveTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final KeepAlive keepAlive = new KeepAlive(new Random(1), 0);

    @Test
    void peerThatSpeaksIsNotProbed() {
        keepAlive.sent(0, false, 20 * SECOND);
        keepAlive.received(20 * SECOND);
        assertEquals(KeepAlive.Due.NOTHING, keepAlive.due(30 * SECOND, false));
    }

    @Test
    void linkInUseIsProbedThoughItsPeerSpeaks() {
        keepAlive.sent(0, false, 20 * SECOND);
        keepAlive.received(30 * SECOND);
        assertEquals(KeepAlive.Due.PROBE, keepAlive.due(30 * SECOND, true));
    }

    @Test
    void silentPeerIsProbedAndGivenUpAfterSeventyFiveSeconds() {
        keepAlive.sent(0, false, 74 * SECOND);
        assertEquals(KeepAlive.Due.PROBE, keepAlive.due(27 * SECOND, false));
        assertEquals(KeepAlive.Due.PROBE, keepAlive.due(74 * SECOND, false));
        assertEquals(KeepAlive.Due.GIVE_UP, keepAlive.due(75 * SECOND, false));
    }

    @Test
    void peerThatSpeaksAndReadsNothingIsGivenUpAfterSeventyFiveSeconds() {
        keepAlive.sent(1_000, true, 10 * SECOND);
        keepAlive.sent(1_000, true, 84 * SECOND);
        keepAlive.received(84 * SECOND);
        assertEquals(KeepAlive.Due.NOTHING, keepAlive.due(84 * SECOND, false));
        keepAlive.sent(1_000, true, 85 * SECOND);
        assertEquals(KeepAlive.Due.GIVE_UP, keepAlive.due(85 * SECOND, false));
    }

    @Test
    void peerThatReadsSlowlyStays() {
        for (int i = 1; i <= 10; i++) {
            keepAlive.sent(i, true, 70L * i * SECOND);
            keepAlive.received(70L * i * SECOND);
            assertEquals(KeepAlive.Due.NOTHING, keepAlive.due(70L * i * SECOND, false));
        }
    }

    @Test
    void peerThatIsSentNothingStays() {
        for (int i = 1; i <= 10; i++) {
            keepAlive.sent(0, false, 70L * i * SECOND);
            keepAlive.received(70L * i * SECOND);
            assertEquals(KeepAlive.Due.NOTHING, keepAlive.due(70L * i * SECOND, false));
        }
    }

    @Test
    void probesComeTwentyFiveToThirtySecondsApart() {
        for (int i = 0; i < 1000; i++) {
            long delay = keepAlive.delayNanos();
            assertTrue(delay >= 25 * SECOND && delay < 30 * SECOND);
        }
    }

    @Test
    void roundTripIsSmoothedAndForeignAnswersAreIgnored() {
        assertEquals(-1, keepAlive.rttNanos());
        long first = keepAlive.probe(0);
        keepAlive.answered(first + 1, 50);
        assertEquals(-1, keepAlive.rttNanos());
        keepAlive.answered(first, 800);
        assertEquals(800, keepAlive.rttNanos());
        keepAlive.answered(first, 90_000);
        long second = keepAlive.probe(1000);
        keepAlive.answered(second, 2600);
        assertEquals(900, keepAlive.rttNanos());
    }

    @Test
    void longerPathIsBelievedAtOnceAndAShorterOneByAndBy() {
        assertEquals(1_000, rttAfter(1_000));
        assertEquals(50_000, rttAfter(50_000));
        assertEquals(50_000 - 49_000 / 8, rttAfter(1_000));
    }

    private long rttAfter(long nanos) {
        keepAlive.answered(keepAlive.probe(0), nanos);
        return keepAlive.rttNanos();
    }
}
