package virga.ops.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SamplesTest {
    @Test
    void medianOfAnOddNumberIsTheMiddleOne() {
        assertEquals(3, Samples.median(List.of(9.0, 1.0, 3.0)));
    }

    @Test
    void medianOfAnEvenNumberLiesBetweenTheTwoInTheMiddle() {
        assertEquals(2.5, Samples.median(List.of(4.0, 1.0, 2.0, 3.0)));
    }

    @Test
    void percentilesReachFromTheLeastToTheGreatest() {
        List<Double> values = List.of(5.0, 1.0, 3.0);
        assertEquals(1, Samples.percentile(values, 0));
        assertEquals(5, Samples.percentile(values, 100));
        assertEquals(4.96, Samples.percentile(values, 99), 1e-9);
    }

    @Test
    void nothingHasNoMedian() {
        assertThrows(IllegalArgumentException.class, () -> Samples.median(List.of()));
    }
}
