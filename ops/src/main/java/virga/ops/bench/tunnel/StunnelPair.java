package virga.ops.bench.tunnel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import virga.ops.bench.ChildProcess;
import virga.ops.bench.Loopback;
import virga.ops.bench.Programs;

/** Two stunnel processes with a key in common: TLS 1.3 between them, plain TCP on both sides. */
final class StunnelPair implements AutoCloseable {
    private static final Duration START_MAX = Duration.ofSeconds(10);
    private static final int KEY_BYTES = 32;

    private final Way way;
    private final List<ChildProcess> children;

    private StunnelPair(Way way, List<ChildProcess> children) {
        this.way = way;
        this.children = children;
    }

    /** Starts it with its files in {@code folder}; empty where stunnel is not installed. */
    static Optional<StunnelPair> start(Path folder, int devicePort, RandomGenerator random)
            throws IOException {
        Optional<Path> program = Programs.find("stunnel4", "stunnel");
        if (program.isEmpty()) {
            return Optional.empty();
        }
        Files.createDirectories(folder);
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        Path keys = folder.resolve("keys");
        Files.createFile(
                keys,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(keys, "bench:" + HexFormat.of().formatHex(key) + "\n");
        int middle = Loopback.freePort();
        ChildProcess server =
                side(program.get(), folder.resolve("server"), keys, "no", middle, devicePort);
        Loopback.awaitListener(middle, server, START_MAX);
        int local = Loopback.freePort();
        ChildProcess client =
                side(program.get(), folder.resolve("client"), keys, "yes", local, middle);
        Loopback.awaitListener(local, client, START_MAX);
        return Optional.of(
                new StunnelPair(new Way("stunnel", Loopback.at(local)), List.of(client, server)));
    }

    Way way() {
        return way;
    }

    @Override
    public void close() {
        children.forEach(ChildProcess::close);
    }

    private static ChildProcess side(
            Path program, Path settings, Path keys, String client, int accept, int connect)
            throws IOException {
        Files.writeString(
                settings,
                String.join(
                        "\n",
                        "foreground = yes",
                        "pid =",
                        "syslog = no",
                        "debug = warning",
                        "[bench]",
                        "client = " + client,
                        "accept = 127.0.0.1:" + accept,
                        "connect = 127.0.0.1:" + connect,
                        "PSKsecrets = " + keys,
                        "ciphers = PSK",
                        "socket = l:TCP_NODELAY=1",
                        "socket = r:TCP_NODELAY=1",
                        ""));
        return ChildProcess.start("stunnel", List.of(program.toString(), settings.toString()));
    }
}
