package virga.ops.devices;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import virga.ops.bench.Programs;
import virga.ops.bench.tunnel.SshServer;

/** Commands and copies over OpenSSH, also through a tunnel to its server. */
final class SshDaemon implements AutoCloseable {
    private final SshServer server;

    private SshDaemon(SshServer server) {
        this.server = server;
    }

    /** The first of what it needs that is not installed; null where all is. */
    static @Nullable String missing() {
        return Stream.of("sshd", "ssh", "scp", "ssh-keygen")
                .filter(program -> Programs.find(program).isEmpty())
                .findFirst()
                .orElse(null);
    }

    static SshDaemon start(Path folder) throws IOException {
        SshDaemon daemon = new SshDaemon(SshServer.start(folder).orElseThrow());
        Eventually.so(
                () -> daemon.ssh(daemon.port(), "true").exit() == 0,
                () -> "sshd answers no command");
        return daemon;
    }

    int port() {
        return server.port();
    }

    /** Runs a command at the other end of a port of the loopback. */
    Ran ssh(int through, String command) {
        List<String> words = new ArrayList<>(List.of("ssh", "-p", Integer.toString(through)));
        words.addAll(server.clientOptions());
        words.addAll(List.of(server.destination(), command));
        return Place.HERE.run(words);
    }

    /** Copies a file to the other end of a port of the loopback. */
    Ran copyTo(int through, Path from, Path to) {
        return scp(through, from.toString(), server.destination() + ":" + to);
    }

    /** Copies a file from the other end of a port of the loopback. */
    Ran copyFrom(int through, Path from, Path to) {
        return scp(through, server.destination() + ":" + from, to.toString());
    }

    @Override
    public void close() {
        server.close();
    }

    private Ran scp(int through, String from, String to) {
        List<String> words = new ArrayList<>(List.of("scp", "-q", "-P", Integer.toString(through)));
        words.addAll(server.clientOptions());
        words.addAll(List.of(from, to));
        return Place.HERE.run(words);
    }
}
