package virga.ops.node;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import virga.actors.node.NodeContext;
import virga.actors.node.NodeHome;
import virga.actors.settings.NodeSettings;
import virga.actors.settings.NodeSettingsFile;
import virga.actors.settings.SettingsException;
import virga.ops.desk.NodeAddress;
import virga.protocol.identity.OwnerOnlyFile;

/**
 * Where a node listened last, in a file of its home. Tokens and other nodes name that address, so a
 * node that is not told another takes it again.
 */
final class LastListener {
    private static final Logger LOG = LoggerFactory.getLogger(LastListener.class);
    private static final String NAME = "listener";
    private static final int LENGTH_MAX_BYTES = 200;

    private final Path file;
    private final Consumer<String> say;
    private boolean elsewhere;

    /** {@code say} is given lines for the person who started the node. */
    LastListener(NodeHome home, Consumer<String> say) {
        this.file = home.folder().resolve(NAME);
        this.say = say;
    }

    /** The same settings with the address of last time; with any port where it is not free. */
    NodeSettings again(NodeSettings settings) {
        Optional<String> last = settings.listen().isEmpty() ? Optional.empty() : read();
        return last.map(text -> again(settings, text)).orElse(settings);
    }

    private NodeSettings again(NodeSettings settings, String text) {
        try {
            InetSocketAddress address = NodeSettingsFile.parseListen(text);
            Optional<String> trouble = trouble(address);
            if (trouble.isEmpty()) {
                return settings.listeningOn(address);
            }
            elsewhere = true;
            say.accept(
                    "cannot listen at "
                            + text
                            + " as last time ("
                            + trouble.get()
                            + ") and takes another port, where tokens and nodes that know the old"
                            + " one do not find it: say with --listen where it shall be");
            return settings.listeningOn(new InetSocketAddress(address.getAddress(), 0));
        } catch (SettingsException damaged) {
            return settings;
        }
    }

    /** Why nothing can listen there. */
    private static Optional<String> trouble(InetSocketAddress address) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(address);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Keeps where a node listens now. A port that it took since its own was not free is not kept:
     * the next start tries the old one again.
     */
    void keep(NodeContext node) {
        Optional<String> listening = NodeAddress.listening(node);
        Optional<String> before = read();
        if (elsewhere || listening.isEmpty() || listening.equals(before)) {
            return;
        }
        try {
            OwnerOnlyFile.write(file, listening.get().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("reason", e.getMessage()).log("listener's address not kept");
        }
    }

    private Optional<String> read() {
        try {
            return Files.size(file) > LENGTH_MAX_BYTES
                    ? Optional.empty()
                    : Optional.of(Files.readString(file).strip());
        } catch (IOException missing) {
            return Optional.empty();
        }
    }
}
