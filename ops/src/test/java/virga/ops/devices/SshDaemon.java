package virga.ops.devices;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import virga.ops.bench.Loopback;
import virga.ops.bench.Programs;

/** OpenSSH's server on the loopback, with keys and settings of its own. */
final class SshDaemon implements AutoCloseable {
    /** Where sshd parts its privileges; it does not start without. */
    private static final Path PRIVILEGE_FOLDER = Path.of("/run/sshd");

    private final Path folder;
    private final int port;
    private final Child process;

    private SshDaemon(Path folder, int port, Child process) {
        this.folder = folder;
        this.port = port;
        this.process = process;
    }

    /** The first of what it needs that is not installed; null where all is. */
    static @Nullable String missing() {
        return Stream.of("sshd", "ssh", "scp", "ssh-keygen")
                .filter(program -> Programs.find(program).isEmpty())
                .findFirst()
                .orElse(null);
    }

    static SshDaemon start(Path folder) throws IOException {
        Files.createDirectories(folder);
        if (Files.isWritable(PRIVILEGE_FOLDER.getParent())) {
            Files.createDirectories(PRIVILEGE_FOLDER);
        }
        for (String key : List.of("host", "client")) {
            Place.HERE
                    .run(
                            "ssh-keygen",
                            "-q",
                            "-t",
                            "ed25519",
                            "-N",
                            "",
                            "-f",
                            folder.resolve(key).toString())
                    .done();
        }
        int port = Loopback.freePort();
        Path settings = Files.writeString(folder.resolve("sshd_config"), settings(folder, port));
        String sshd = Programs.find("sshd").orElseThrow().toString();
        Child process = Child.start(List.of(sshd, "-D", "-e", "-f", settings.toString()));
        SshDaemon daemon = new SshDaemon(folder, port, process);
        Eventually.so(
                () -> daemon.ssh(port, "true").exit() == 0,
                () -> "sshd does not start: " + process);
        return daemon;
    }

    int port() {
        return port;
    }

    /** Runs a command at the other end of a port of the loopback. */
    Ran ssh(int through, String command) {
        List<String> words = new ArrayList<>(List.of("ssh", "-p", Integer.toString(through)));
        words.addAll(options());
        words.addAll(List.of(destination(), command));
        return Place.HERE.run(words);
    }

    /** Copies a file to the other end of a port of the loopback. */
    Ran copyTo(int through, Path from, Path to) {
        return scp(through, from.toString(), destination() + ":" + to);
    }

    /** Copies a file from the other end of a port of the loopback. */
    Ran copyFrom(int through, Path from, Path to) {
        return scp(through, destination() + ":" + from, to.toString());
    }

    @Override
    public void close() {
        process.close();
    }

    private Ran scp(int through, String from, String to) {
        List<String> words = new ArrayList<>(List.of("scp", "-q", "-P", Integer.toString(through)));
        words.addAll(options());
        words.addAll(List.of(from, to));
        return Place.HERE.run(words);
    }

    private List<String> options() {
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

    private static String destination() {
        return System.getProperty("user.name") + "@127.0.0.1";
    }

    private static String settings(Path folder, int port) {
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
                "Subsystem sftp internal-sftp",
                "LogLevel ERROR",
                "");
    }
}
