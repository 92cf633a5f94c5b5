package virga.actors.switchboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import virga.protocol.Bytes;
import virga.protocol.identity.PublicKey;

/** How often one key may ask. */
final class AskRateTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    private final AskRate<PublicKey> rate = new AskRate<>(8, Duration.ofSeconds(1));

    private static PublicKey key(int number) {
        return new PublicKey(Bytes.ofHex(String.format("%064x", number)));
    }

    private int allowed(PublicKey key, int asks, Instant now) {
        int allowed = 0;
        for (int i = 0; i < asks; i++) {
            allowed += rate.allows(key, now) ? 1 : 0;
        }
        return allowed;
    }

    @Test
    void aBurstOfEightThenOneASecond() {
        assertEquals(8, allowed(key(1), 20, NOW));
        assertEquals(0, allowed(key(1), 5, NOW.plusMillis(999)));
        assertEquals(1, allowed(key(1), 5, NOW.plusSeconds(1)));
        assertEquals(3, allowed(key(1), 5, NOW.plusSeconds(4)));
    }

    @Test
    void askingInVainDoesNotPutTheNextChanceOff() {
        allowed(key(1), 8, NOW);
        for (int millis = 0; millis < 1000; millis += 100) {
            assertFalse(rate.allows(key(1), NOW.plusMillis(millis)));
        }
        assertTrue(rate.allows(key(1), NOW.plusSeconds(1)));
    }

    @Test
    void oneKeyDoesNotSlowAnother() {
        allowed(key(1), 20, NOW);
        assertEquals(8, allowed(key(2), 20, NOW));
    }

    @Test
    void keysThatAskedLeastRecentlyAreForgottenBeyondTheBound() {
        allowed(key(0), 8, NOW);
        for (int i = 1; i <= AskRate.ASKERS_MAX; i++) {
            rate.allows(key(i), NOW);
        }
        assertTrue(rate.allows(key(0), NOW), "forgotten, so it begins anew");
    }

    @Test
    void whatIsGivenBackMayBeAskedAgainAndNoMore() {
        allowed(key(1), 8, NOW);
        rate.giveBack(key(1));
        assertEquals(1, allowed(key(1), 5, NOW));
        rate.giveBack(key(2));
        for (int i = 0; i < 20; i++) {
            rate.giveBack(key(1));
        }
        assertEquals(8, allowed(key(1), 20, NOW));
        assertEquals(8, allowed(key(2), 20, NOW));
    }

    @Test
    void aClockThatGoesBackGivesNothing() {
        allowed(key(1), 8, NOW);
        assertFalse(rate.allows(key(1), NOW.minusSeconds(100)));
    }

    @Test
    void afterAClockWentBackOneASecondIsAllowedAsBefore() {
        allowed(key(1), 8, NOW);
        allowed(key(1), 1, NOW.minusSeconds(100));
        assertEquals(1, allowed(key(1), 5, NOW.minusSeconds(99)));
    }
}
