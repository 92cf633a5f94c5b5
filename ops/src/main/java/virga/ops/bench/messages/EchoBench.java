package virga.ops.bench.messages;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import virga.ops.bench.ChildProcess;
import virga.ops.bench.JavaCommand;
import virga.ops.demo.AdminDoor;

/** Runs the two processes of the yardstick and counts. */
final class EchoBench implements AutoCloseable {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(20);

    private final ChildProcess server;
    private final ChildProcess client;

    /** Starts both; {@code window} envelopes are in flight while it measures. */
    EchoBench(int window) {
        server =
                ChildProcess.java(
                        "echo server",
                        JavaCommand.NODE_FLAGS,
                        EchoProcess.class,
                        List.of("server"));
        String port = server.await("port ", ANSWER_MAX);
        client =
                ChildProcess.java(
                        "echo client",
                        JavaCommand.NODE_FLAGS,
                        EchoProcess.class,
                        List.of("client", port, Integer.toString(window)));
        client.await("connected ", ANSWER_MAX);
    }

    /** Round trips a second over {@code window} from now. */
    double measure(Duration window) {
        client.say("begin");
        awaitFirst(count());
        long count = count();
        long start = System.nanoTime();
        if (client.endsWithin(window.toMillis(), TimeUnit.MILLISECONDS)) {
            throw client.ended();
        }
        double aSecond = (count() - count) / ((System.nanoTime() - start) / 1e9);
        client.say("end");
        return aSecond;
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }

    private void awaitFirst(long before) {
        AdminDoor.await(
                "the first echo", ANSWER_MAX, () -> Optional.of(count()).filter(n -> n > before));
    }

    private long count() {
        return Long.parseLong(client.ask("count", ANSWER_MAX));
    }
}
