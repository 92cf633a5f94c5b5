package virga.ops.bench.tunnel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import virga.ops.bench.Samples;

/**
 * What several ways did in several rounds. The machine is shared and swings: only what was measured
 * in one round is compared, and of those ratios the median counts.
 */
final class Race {
    private final Map<String, List<Double>> rounds = new HashMap<>();

    /** Notes the value of the next round. */
    void note(String name, double value) {
        rounds.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
    }

    boolean has(String name) {
        return rounds.containsKey(name);
    }

    double median(String name) {
        return Samples.median(values(name));
    }

    /** The median of the rounds' ratios. */
    double ratio(String above, String below) {
        List<Double> ratios = new ArrayList<>();
        List<Double> over = values(above);
        List<Double> under = values(below);
        for (int i = 0; i < Math.min(over.size(), under.size()); i++) {
            ratios.add(over.get(i) / under.get(i));
        }
        return Samples.median(ratios);
    }

    private List<Double> values(String name) {
        return rounds.getOrDefault(name, List.of());
    }
}
