package virga.protocol.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a person is told of two clocks. */
final class ClockDifferenceTest {
    @Test
    void differencesAreSaidInWords() {
        assertEquals(
                "this machine's clock is 1 h 0 min behind the other node's",
                ClockDifference.describe(Duration.ofHours(1)));
        assertEquals(
                "this machine's clock is 7 min 30 s ahead of the other node's",
                ClockDifference.describe(Duration.ofSeconds(-450)));
        assertEquals(
                "this machine's clock is 400 d 5 h behind the other node's",
                ClockDifference.describe(Duration.ofDays(400).plusHours(5)));
    }
}
