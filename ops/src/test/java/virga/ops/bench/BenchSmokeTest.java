package virga.ops.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import virga.ops.bench.messages.MessagesBench;
import virga.ops.bench.messages.MessagesSettings;
import virga.ops.bench.tunnel.TunnelBench;
import virga.ops.bench.tunnel.TunnelSettings;
import virga.ops.bench.tunnels.IdleBench;
import virga.ops.bench.tunnels.TunnelsBench;
import virga.ops.cli.Main;

/**
 * Each benchmark with next to nothing to do: that it runs, ends, and names what scripts rely on.
 * How fast anything was is not looked at.
 */
final class BenchSmokeTest {
    private static final Duration MOMENT = Duration.ofMillis(200);

    @Test
    void messagesNamesItsResults() {
        MessagesSettings settings = new MessagesSettings(64, 300, MOMENT, MOMENT, 1, 1);
        Report report = new MessagesBench(settings, BenchSmokeTest::ignore).run(Main.class);
        assertEquals(
                List.of(
                        "ping",
                        "echo",
                        "ping/echo",
                        "cpu-seconds-a-million",
                        "envelopes-a-flight",
                        "bytes-an-envelope",
                        "ping-alone-p50",
                        "ping-alone-p99",
                        "get-node",
                        "get-node-uniform",
                        "store"),
                names(report));
        // The processor time of so short a window may be less than the system counts.
        for (String name : List.of("ping", "echo", "ping-alone-p50", "get-node", "store")) {
            assertTrue(value(report, name) > 0, name);
        }
    }

    @Test
    void tunnelNamesItsResults() throws IOException {
        TunnelSettings settings = new TunnelSettings(1 << 20, 1, 3, 5, Duration.ZERO, 1 << 20);
        Report report =
                new TunnelBench(settings, new Random(1), BenchSmokeTest::ignore).run(Main.class);
        List<String> names = names(report);
        for (String name :
                List.of(
                        "direct",
                        "tunnel",
                        "tunnel-8",
                        "tunnel/direct",
                        "first-byte-added",
                        "ping-under-load-p99")) {
            assertTrue(names.contains(name), name + " in " + names);
        }
        boolean ssh = Programs.find("ssh").isPresent() && Programs.find("sshd").isPresent();
        assertEquals(ssh, names.contains("tunnel-8/ssh-gcm-8"));
        assertEquals(ssh, names.contains("scp-tunnel/scp"));
        assertTrue(value(report, "tunnel") > 0);
    }

    @Test
    void tunnelsHoldsAllItOpened() {
        Report report = new TunnelsBench(40, BenchSmokeTest::ignore).run(Main.class);
        assertEquals(40, value(report, "held"));
        assertTrue(names(report).contains("bytes-each"));
    }

    @Test
    void idleNodeKeepsItsLinks() {
        Report report = new IdleBench(3, MOMENT, BenchSmokeTest::ignore).run(Main.class);
        assertEquals(3, value(report, "idle-links"));
        assertTrue(value(report, "idle-resident") > 1);
        assertTrue(names(report).contains("idle-cpu"));
    }

    private static List<String> names(Report report) {
        return report.results().stream().map(Result::name).toList();
    }

    private static double value(Report report, String name) {
        return report.results().stream()
                .filter(result -> result.name().equals(name))
                .findFirst()
                .orElseThrow()
                .value();
    }

    private static void ignore(String line) {
        // Nobody waits for it here.
    }
}
