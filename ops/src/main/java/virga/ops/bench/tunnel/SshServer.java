package virga.ops.bench.tunnel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import virga.ops.bench.ChildProcess;
import virga.ops.bench.Loopback;
import virga.ops.bench.Programs;
import virga.ops.problem.Problem;

/** An sshd of our own on the loopback, with keys and settings that last as long as it does. */
public final class SshServer implements AutoCloseable {
    private static final Duration START_MAX = Duration.ofSeconds(10);
    private static final long KEY_MAX_SECONDS = 10;

    /** Where sshd parts its privileges; it does not start without. */
    private static final Path PRIVILEGE_FOLDER = Path.of("/run/sshd");

    private final Path folder;
    private final int port;
    private final List<ChildProcess> children = new ArrayList<>();

    private SshServer(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    /** Starts it with its files in {@code folder}; empty where ssh or sshd is not installed. */
    public static Optional<SshServer> start(Path folder) throws IOException {
        Optional<Path> sshd = Programs.find("sshd");
        if (sshd.isEmpty() || Programs.find("ssh").isEmpty()) {
            return Optional.empty();
        }
        Files.createDirectories(folder);
        if (Files.isWritable(Path.of("/run"))) {
            Files.createDirectories(PRIVILEGE_FOLDER);
        }
        key(folder.resolve("host"));
        key(folder.resolve("client"));
        SshServer server = new SshServer(folder, Loopback.freePort());
        Path settings = Files.writeString(folder.resolve("sshd_config"), server.settings());
        ChildProcess process =
                ChildProcess.start(
                        "sshd",
                        List.of(sshd.get().toString(), "-D", "-e", "-f", settings.toString()));
        server.children.add(process);
        Loopback.awaitListener(server.port, process, START_MAX);
        return Optional.of(server);
    }

    public int port() {
        return port;
    }

    /** Starts `ssh -L` to a port of the loopback; {@code cipher} empty: what both prefer. */
    Way forward(String name, String cipher, int devicePort) {
        int local = Loopback.freePort();
        List<String> command = new ArrayList<>(List.of("ssh", "-N", "-p", Integer.toString(port)));
        command.addAll(clientOptions());
        command.addAll(List.of("-o", "ExitOnForwardFailure=yes"));
        if (!cipher.isEmpty()) {
            command.addAll(List.of("-c", cipher));
        }
        command.addAll(
                List.of("-L", "127.0.0.1:" + local + ":127.0.0.1:" + devicePort, destination()));
        ChildProcess process = ChildProcess.start(name, command);
        children.add(process);
        Loopback.awaitListener(local, process, START_MAX);
        return new Way(name, Loopback.at(local));
    }

    /** Options of ssh and scp that name the keys, and nothing of the user's own. */
    public List<String> clientOptions() {
        return List.of(
                "-F",
                "/dev/null",
                "-i",
                folder.resolve("client").toString(),
                "-o",
                "IdentitiesOnly=yes",
                "-o",
                "StrictHostKeyChecking=no",
                "-o",
                "UserKnownHostsFile=/dev/null",
                "-o",
                "LogLevel=ERROR",
                "-o",
                "BatchMode=yes");
    }

    /** User and host, as ssh wants them. */
    public String destination() {
        return System.getProperty("user.name") + "@127.0.0.1";
    }

    @Override
    public void close() {
        children.reversed().forEach(ChildProcess::close);
    }

    private String settings() {
        return String.join(
                "\n",
                "Port " + port,
                "ListenAddress 127.0.0.1",
                "HostKey " + folder.resolve("host"),
                "AuthorizedKeysFile " + folder.resolve("client.pub"),
                "PidFile none",
                // The folder above it is the system's, and anybody's to write to.
                "StrictModes no",
                "UsePAM no",
                "PasswordAuthentication no",
                "PermitRootLogin yes",
                "AllowTcpForwarding yes",
                "Subsystem sftp internal-sftp",
                "LogLevel ERROR",
                "");
    }

    private static void key(Path file) throws IOException {
        try (ChildProcess keygen =
                ChildProcess.start(
                        "ssh-keygen",
                        List.of(
                                "ssh-keygen",
                                "-q",
                                "-t",
                                "ed25519",
                                "-N",
                                "",
                                "-f",
                                file.toString()))) {
            if (!keygen.endsWithin(KEY_MAX_SECONDS, TimeUnit.SECONDS) || !Files.exists(file)) {
                throw Problem.failed("ssh-keygen made no key", "").asException();
            }
        }
    }
}
