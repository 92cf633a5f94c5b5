package virga.ops.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import virga.ops.problem.Exit;

@Timeout(60)
final class BenchOptionsTest {
    @ParameterizedTest
    @MethodSource("nothingToMeasure")
    void whatWouldMeasureNothingIsAMistakeBeforeAnythingStarts(
            String bench, String option, String value, String range) {
        Typed typed = Typed.virga("bench", bench, option, value);
        assertEquals("virga: " + option + " is " + range + ", not " + value + "\n", typed.err());
        assertEquals(Exit.USAGE.code(), typed.exit());
    }

    static Stream<Arguments> nothingToMeasure() {
        return Stream.of(
                arguments("messages", "--seconds", "0", "1 at least"),
                arguments("messages", "--in-flight", "0", "1 at least"),
                arguments("messages", "--records", "-1", "1 at least"),
                arguments("tunnel", "--size", "-1", "1 at least"),
                arguments("tunnel", "--size", "0", "1 at least"),
                arguments("tunnel", "--rounds", "-2", "1 at least"),
                arguments("tunnels", "--connections", "0", "1 at least"),
                arguments("idle", "--links", "0", "1 to 1000"),
                arguments("idle", "--links", "1001", "1 to 1000"),
                arguments("idle", "--minutes", "0", "1 at least"));
    }
}
