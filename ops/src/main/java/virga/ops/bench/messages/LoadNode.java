package virga.ops.bench.messages;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import virga.ops.bench.ChildProcess;
import virga.ops.bench.Usage;

/** The process that asks, and the process of the node that answers. */
record LoadNode(ChildProcess asker, ChildProcess answerer) {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(60);
    private static final Duration STORE_MAX = Duration.ofMinutes(5);

    /**
     * What happened in one window.
     *
     * @param aSecond round trips
     * @param cpuSecondsAMillion of both processes, for a million round trips
     * @param envelopesAFlight in the flights that brought the answers
     * @param bytesAnEnvelope on the link, both ways, all overhead above TCP included
     */
    record Window(
            double aSecond,
            double cpuSecondsAMillion,
            double envelopesAFlight,
            double bytesAnEnvelope,
            long declined,
            long lost) {}

    /** Lone round trips in microseconds. */
    record Alone(double p50, double p99) {}

    private record Counts(
            long answered, long flights, long declined, long lost, long bytes, Duration cpu) {}

    /** Stores so many records; says how many a second. */
    double store(int records) {
        return Double.parseDouble(asker.ask("records " + records, STORE_MAX));
    }

    /** Asks {@code load} for {@code warmUp}, then measures for {@code window}. */
    Window measure(String load, int inFlight, Duration warmUp, Duration window) {
        asker.say("begin " + load + " " + inFlight);
        pass(warmUp);
        Counts before = counts();
        long start = System.nanoTime();
        pass(window);
        Counts after = counts();
        double seconds = (System.nanoTime() - start) / 1e9;
        asker.ask("end", ANSWER_MAX);
        double answered = after.answered() - before.answered();
        return new Window(
                answered / seconds,
                after.cpu().minus(before.cpu()).toNanos() / 1e9 / answered * 1e6,
                answered / (after.flights() - before.flights()),
                (after.bytes() - before.bytes()) / (2 * answered),
                after.declined() - before.declined(),
                after.lost() - before.lost());
    }

    /** One question at a time. */
    Alone alone(Duration warmUp, Duration window) {
        asker.say("begin ping 1");
        pass(warmUp);
        asker.ask("alone", ANSWER_MAX);
        pass(window);
        double[] micros = numbers(asker.ask("alone", ANSWER_MAX));
        asker.ask("end", ANSWER_MAX);
        return new Alone(micros[0], micros[1]);
    }

    private Counts counts() {
        double[] n = numbers(asker.ask("counts", ANSWER_MAX));
        Duration cpu = Usage.cpu(asker.handle()).plus(Usage.cpu(answerer.handle()));
        return new Counts((long) n[0], (long) n[1], (long) n[2], (long) n[3], (long) n[4], cpu);
    }

    private void pass(Duration time) {
        if (asker.endsWithin(time.toMillis(), TimeUnit.MILLISECONDS)) {
            throw asker.ended();
        }
    }

    private static double[] numbers(String line) {
        return Stream.of(line.split(" ")).mapToDouble(Double::parseDouble).toArray();
    }
}
