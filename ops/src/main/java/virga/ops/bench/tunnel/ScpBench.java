package virga.ops.bench.tunnel;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import virga.ops.bench.Beat;
import virga.ops.bench.ChildProcess;
import virga.ops.bench.Progress;
import virga.ops.bench.Result;
import virga.ops.problem.Problem;

/** The seed's own test: a file of random bytes through scp, plainly and through a tunnel. */
record ScpBench(SshServer server, Path folder, Progress progress) {
    private static final Duration COPY_MAX = Duration.ofMinutes(10);
    private static final int CHUNK_BYTES = 1 << 20;
    private static final String PLAIN = "scp";
    private static final String THROUGH = "scp-tunnel";

    List<Result> measure(
            InetSocketAddress sshd,
            InetSocketAddress tunnel,
            TunnelSettings settings,
            RandomGenerator random)
            throws IOException {
        progress.step("scp of " + settings.scpBytes() + " random bytes");
        Path file = file(settings.scpBytes(), random);
        Race race = new Race();
        copy(file, tunnel);
        for (int round = 0; round < settings.rounds(); round++) {
            race.note(PLAIN, copy(file, sshd));
            race.note(THROUGH, copy(file, tunnel));
        }
        return List.of(
                Result.of(PLAIN, race.median(PLAIN), "MB/s"),
                Result.of(THROUGH, race.median(THROUGH), "MB/s"),
                Result.of(THROUGH + "/" + PLAIN, race.ratio(THROUGH, PLAIN), "", Beat.SCP));
    }

    private Path file(long lengthBytes, RandomGenerator random) throws IOException {
        Path file = folder.resolve("random");
        byte[] chunk = new byte[CHUNK_BYTES];
        try (OutputStream out = Files.newOutputStream(file)) {
            for (long left = lengthBytes; left > 0; left -= CHUNK_BYTES) {
                random.nextBytes(chunk);
                out.write(chunk, 0, (int) Math.min(left, CHUNK_BYTES));
            }
        }
        return file;
    }

    private double copy(Path file, InetSocketAddress address) throws IOException {
        List<String> command = new ArrayList<>(List.of("scp", "-q", "-P"));
        command.add(Integer.toString(address.getPort()));
        command.addAll(server.clientOptions());
        command.add(file.toString());
        Path copy = folder.resolve("copy");
        command.add(server.destination() + ":" + copy);
        long start = System.nanoTime();
        try (ChildProcess scp = ChildProcess.start(PLAIN, command)) {
            boolean ended = scp.endsWithin(COPY_MAX.toSeconds(), TimeUnit.SECONDS);
            double seconds = (System.nanoTime() - start) / 1e9;
            if (!ended || Files.mismatch(file, copy) != -1) {
                throw Problem.failed("scp did not copy the file", "").asException();
            }
            return Files.size(file) / 1e6 / seconds;
        } finally {
            Files.deleteIfExists(copy);
        }
    }
}
