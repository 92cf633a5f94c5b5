package virga.ops.bench.tunnel;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import virga.ops.bench.Progress;

/** Other programs that lead to the same device; those that are not installed are left out. */
record Peers(int devicePort, Optional<SshServer> ssh, Optional<StunnelPair> stunnel, List<Way> ways)
        implements AutoCloseable {
    private static final String GCM = "aes128-gcm@openssh.com";

    static Peers start(Path folder, int devicePort, RandomGenerator random, Progress progress)
            throws IOException {
        List<Way> ways = new ArrayList<>();
        Optional<SshServer> ssh = SshServer.start(folder.resolve("ssh"));
        if (ssh.isPresent()) {
            ways.add(ssh.get().forward("ssh", "", devicePort));
            ways.add(ssh.get().forward("ssh-gcm", GCM, devicePort));
        } else {
            progress.step("ssh and sshd are not installed: left out");
        }
        Optional<StunnelPair> stunnel =
                StunnelPair.start(folder.resolve("stunnel"), devicePort, random);
        if (stunnel.isPresent()) {
            ways.add(stunnel.get().way());
        } else {
            progress.step("stunnel is not installed: left out");
        }
        return new Peers(devicePort, ssh, stunnel, List.copyOf(ways));
    }

    /** What a tunnel is opened to: the device, and sshd where it runs. */
    List<Integer> ports() {
        List<Integer> ports = new ArrayList<>(List.of(devicePort));
        ssh.ifPresent(server -> ports.add(server.port()));
        return ports;
    }

    @Override
    public void close() {
        stunnel.ifPresent(StunnelPair::close);
        ssh.ifPresent(SshServer::close);
    }
}
