package virga.ops.config;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the command line says about a node.
 *
 * @param home the node's home
 * @param file the configuration; absent: {@code virga.conf} in the home, which may be missing
 * @param join a join token, {@code @FILE}, or absent
 * @param keys the other flags under their keys of {@code virga.conf}: text or lists of text
 */
public record NodeFlags(
        Path home, @Nullable Path file, @Nullable String join, Map<String, Object> keys) {
    public NodeFlags {
        keys = Map.copyOf(keys);
    }

    /** Where the configuration is read from. */
    public Path configFile() {
        return file == null ? home.resolve("virga.conf") : file;
    }

    /** The same flags for another home. */
    public NodeFlags at(Path otherHome) {
        return new NodeFlags(otherHome, configFile(), join, keys);
    }
}
