package virga.tunnel.device;

import java.io.IOException;
import java.net.Inet6Address;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whom this machine has heard on its networks. Reading blocks: not on an actor's thread. */
public interface NeighbourTable {
    /** Everything known at this moment; a source that cannot be read is left out. */
    List<Neighbour> read();

    /** Anew what costs little; the rest is taken from {@code before}. */
    default List<Neighbour> readAgain(List<Neighbour> before) {
        return before;
    }

    /** The tables of the system that this runs on. */
    static NeighbourTable ofSystem() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        return system.startsWith("linux") ? new Linux(Path.of("/proc/net/arp")) : new Bsd();
    }

    /** Linux: a file for IPv4, the {@code ip} command for IPv6. */
    record Linux(Path arpFile) implements NeighbourTable {
        @Override
        public List<Neighbour> read() {
            List<Neighbour> all = new ArrayList<>(ipv4());
            all.addAll(NeighbourText.ipNeigh(Output.of("ip", "-6", "neigh")));
            return all;
        }

        @Override
        public List<Neighbour> readAgain(List<Neighbour> before) {
            List<Neighbour> all = new ArrayList<>(ipv4());
            before.stream()
                    .filter(each -> each.address() instanceof Inet6Address)
                    .forEach(all::add);
            return all;
        }

        private List<Neighbour> ipv4() {
            try {
                return NeighbourText.procArp(Files.readString(arpFile));
            } catch (IOException e) {
                Output.LOG.atDebug().addKeyValue("reason", e.toString()).log("no IPv4 neighbours");
                return List.of();
            }
        }
    }

    /** macOS and the BSDs. */
    record Bsd() implements NeighbourTable {
        @Override
        public List<Neighbour> read() {
            List<Neighbour> all = new ArrayList<>();
            all.addAll(NeighbourText.arpCommand(Output.of("arp", "-an")));
            all.addAll(NeighbourText.ndpCommand(Output.of("ndp", "-an")));
            return all;
        }
    }

    /** What a short command prints. */
    final class Output {
        private static final Logger LOG = LoggerFactory.getLogger(NeighbourTable.class);
        private static final int LENGTH_MAX_BYTES = 4 * 1024 * 1024;
        private static final long WAIT_MAX_SECONDS = 2;

        private Output() {}

        /** Standard output, or nothing where the command is missing, fails or takes too long. */
        public static String of(String... command) {
            Process process = null;
            try {
                process =
                        new ProcessBuilder(command)
                                .redirectError(ProcessBuilder.Redirect.DISCARD)
                                .start();
                process.getOutputStream().close();
                Process running = process;
                // The reading below ends with the process, whoever ends it.
                running.onExit()
                        .orTimeout(WAIT_MAX_SECONDS, TimeUnit.SECONDS)
                        .exceptionally(late -> running.destroyForcibly());
                byte[] out = process.getInputStream().readNBytes(LENGTH_MAX_BYTES);
                return new String(out, StandardCharsets.UTF_8);
            } catch (IOException e) {
                LOG.atDebug().addKeyValue("reason", e.toString()).log("command not run");
                return "";
            } finally {
                if (process != null) {
                    process.destroy();
                }
            }
        }
    }
}
