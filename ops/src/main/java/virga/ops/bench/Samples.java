package virga.ops.bench;

import java.util.Arrays;
import java.util.Collection;

/** Numbers taken several times; what the machine did beside them shows in few of them. */
public final class Samples {
    private Samples() {}

    /** The middle value, or the mean of the two in the middle. */
    public static double median(Collection<Double> values) {
        return percentile(values, 50);
    }

    /** The value below which {@code percent} of them lie, interpolated between neighbours. */
    public static double percentile(Collection<Double> values, double percent) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        double place = percent / 100 * (sorted.length - 1);
        int below = (int) Math.floor(place);
        int above = (int) Math.ceil(place);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
