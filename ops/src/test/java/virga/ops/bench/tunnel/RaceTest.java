package virga.ops.bench.tunnel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;

final class RaceTest {
    @Test
    void onlyWhatRanInOneRoundIsCompared() {
        Race race = new Race();
        // The machine was ten times slower in the second round, for both alike.
        for (double speed : new double[] {1.0, 0.1, 1.0}) {
            race.note("ours", 200 * speed);
            race.note("theirs", 100 * speed);
        }
        assertEquals(2, race.ratio("ours", "theirs"), 1e-9);
        assertEquals(200, race.median("ours"), 1e-9);
        assertFalse(race.has("others"));
    }
}
