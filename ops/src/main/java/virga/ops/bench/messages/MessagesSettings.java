package virga.ops.bench.messages;

import java.time.Duration;

/**
 * How long and how much the message benchmark asks.
 *
 * @param windowMax questions in flight
 * @param records Node records in the super's store
 * @param warmUp before the first figure: a JVM is slow at first
 * @param window how long each figure is taken
 * @param rounds times that Ping and its yardstick are taken, in turn
 * @param seed of the samplers
 */
public record MessagesSettings(
        int windowMax, int records, Duration warmUp, Duration window, int rounds, long seed) {
    public static final MessagesSettings DEFAULT =
            new MessagesSettings(
                    8_192, 100_000, Duration.ofSeconds(12), Duration.ofSeconds(10), 3, 1);

    public MessagesSettings {
        if (windowMax < 1 || records < 1 || rounds < 1) {
            throw new IllegalArgumentException("nothing to measure");
        }
    }
}
