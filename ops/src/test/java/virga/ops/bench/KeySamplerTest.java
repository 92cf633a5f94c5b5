package virga.ops.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class KeySamplerTest {
    private static final int COUNT = 1_000;
    private static final int DRAWS = 1_000_000;
    private static final long SEED = 42;

    @Test
    void zipfDrawsEachNumberAsOftenAsItsRankSays() {
        int[] drawn = draw(KeySampler.zipf(COUNT, 1.0, new SplittableRandom(SEED)));
        double harmonic = 0;
        for (int i = 1; i <= COUNT; i++) {
            harmonic += 1.0 / i;
        }
        double chiSquare = 0;
        for (int i = 0; i < COUNT; i++) {
            double expected = DRAWS / harmonic / (i + 1);
            chiSquare += (drawn[i] - expected) * (drawn[i] - expected) / expected;
        }
        // 999 degrees of freedom: a right sampler exceeds 1143 once in a thousand seeds.
        assertTrue(chiSquare < 1_143, "chi square " + chiSquare + " with seed " + SEED);
    }

    @Test
    void uniformDrawsAllAlike() {
        int[] drawn = draw(KeySampler.uniform(COUNT, new SplittableRandom(SEED)));
        double expected = (double) DRAWS / COUNT;
        double chiSquare = 0;
        for (int count : drawn) {
            chiSquare += (count - expected) * (count - expected) / expected;
        }
        assertTrue(chiSquare < 1_143, "chi square " + chiSquare + " with seed " + SEED);
    }

    @Test
    void oneSeedDrawsTheSameAgain() {
        KeySampler one = KeySampler.zipf(COUNT, 1.0, new SplittableRandom(SEED));
        KeySampler again = KeySampler.zipf(COUNT, 1.0, new SplittableRandom(SEED));
        for (int i = 0; i < COUNT; i++) {
            assertEquals(one.next(), again.next());
        }
    }

    @Test
    void whatHasNoWeightIsNeverDrawn() {
        AliasTable table = new AliasTable(new double[] {0, 3, 0, 1});
        SplittableRandom random = new SplittableRandom(SEED);
        int[] drawn = new int[4];
        for (int i = 0; i < DRAWS; i++) {
            drawn[table.draw(random)]++;
        }
        assertEquals(0, drawn[0]);
        assertEquals(0, drawn[2]);
        assertEquals(0.75, (double) drawn[1] / DRAWS, 0.01);
    }

    private static int[] draw(KeySampler sampler) {
        int[] drawn = new int[COUNT];
        for (int i = 0; i < DRAWS; i++) {
            drawn[sampler.next()]++;
        }
        return drawn;
    }
}
