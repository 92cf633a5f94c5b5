package virga.ops.bench;

import java.util.random.RandomGenerator;

/** Draws which of {@code 0..n-1} is asked for next. */
@FunctionalInterface
public interface KeySampler {
    int next();

    /** Each equally often. */
    static KeySampler uniform(int count, RandomGenerator random) {
        return () -> random.nextInt(count);
    }

    /** Number k with a weight of {@code 1 / (k + 1)^exponent} (Zipf's law). */
    static KeySampler zipf(int count, double exponent, RandomGenerator random) {
        double[] weights = new double[count];
        for (int i = 0; i < count; i++) {
            weights[i] = Math.pow(i + 1.0, -exponent);
        }
        AliasTable table = new AliasTable(weights);
        return () -> table.draw(random);
    }
}
