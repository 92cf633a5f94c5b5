package virga.ops.bench;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.random.RandomGenerator;

/**
 * Draws from any distribution over {@code 0..n-1} in constant time (Vose, "A linear algorithm for
 * generating random numbers with a given distribution", 1991): each of n equal columns belongs to
 * one number up to a height, and above it to one other.
 */
final class AliasTable {
    private final double[] height;
    private final int[] other;

    /** Weights need not add up to 1; none is negative and one is above 0. */
    AliasTable(double[] weights) {
        int count = weights.length;
        height = new double[count];
        other = new int[count];
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        Deque<Integer> small = new ArrayDeque<>();
        Deque<Integer> large = new ArrayDeque<>();
        double[] left = new double[count];
        for (int i = 0; i < count; i++) {
            left[i] = weights[i] * count / sum;
            (left[i] < 1 ? small : large).push(i);
        }
        while (!small.isEmpty() && !large.isEmpty()) {
            int poor = small.pop();
            int rich = large.pop();
            height[poor] = left[poor];
            other[poor] = rich;
            left[rich] -= 1 - left[poor];
            (left[rich] < 1 ? small : large).push(rich);
        }
        // What is left over differs from 1 by rounding only.
        small.forEach(i -> height[i] = 1);
        large.forEach(i -> height[i] = 1);
    }

    int draw(RandomGenerator random) {
        int column = random.nextInt(height.length);
        return random.nextDouble() < height[column] ? column : other[column];
    }
}
