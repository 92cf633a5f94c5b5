package virga.protocol;

import java.time.Duration;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Tries random input for a bounded time: {@code virga.fuzz.seconds}, 1 by default. The seed of a
 * failing round is in the assertion's message, and {@code virga.fuzz.seed} starts there.
 */
public final class Fuzz {
    private static final long SECONDS = Long.getLong("virga.fuzz.seconds", 1);
    private static final long FIRST_SEED = Long.getLong("virga.fuzz.seed", 1);

    private Fuzz() {}

    /** What must hold for any input: throws where it does not. */
    public interface Property {
        void check(byte[] input) throws Exception;
    }

    /** What must hold for whatever {@code random} makes up: throws where it does not. */
    public interface Round {
        void play(RandomGenerator random) throws Exception;
    }

    /** Damages what is in {@code corpus}. */
    public static void search(byte[][] corpus, Property property) {
        search(
                random -> {
                    byte[] input = damaged(corpus, random);
                    try {
                        property.check(input);
                    } catch (Exception | Error e) {
                        throw new AssertionError("input " + Bytes.copyOf(input), e);
                    }
                });
    }

    /** Plays one round after the other, each with a seed of its own. */
    public static void search(Round round) {
        long until = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
        for (long seed = FIRST_SEED; seed == FIRST_SEED || System.nanoTime() < until; seed++) {
            try {
                round.play(random(seed));
            } catch (Exception | Error e) {
                throw new AssertionError("virga.fuzz.seed=" + seed + " " + e.getMessage(), e);
            }
        }
    }

    public static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    private static byte[] damaged(byte[][] corpus, RandomGenerator random) {
        byte[] from = corpus[random.nextInt(corpus.length)].clone();
        int cases = random.nextInt(5);
        if (cases == 0 || from.length == 0) {
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            return noise;
        }
        if (cases == 1) {
            return Bytes.copyOf(from).slice(0, random.nextInt(from.length)).toArray();
        }
        if (cases == 2) {
            int at = random.nextInt(from.length);
            byte[] other = corpus[random.nextInt(corpus.length)];
            return Bytes.concat(Bytes.copyOf(from).slice(0, at).toArray(), other);
        }
        for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
            from[random.nextInt(from.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return from;
    }
}
