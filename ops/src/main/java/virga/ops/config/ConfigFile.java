package virga.ops.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import virga.actors.settings.NodeSettings;
import virga.actors.settings.NodeSettingsFile;
import virga.actors.settings.SettingsException;
import virga.ops.operator.registry.database.PostgresUrl;
import virga.ops.problem.Problem;
import virga.ops.problem.ProblemException;
import virga.protocol.membership.JoinToken;

/**
 * {@code virga.conf} under the flags, which win. Whatever is wrong is a {@link ProblemException} of
 * kind usage that names the file and line.
 *
 * @param registry the operator's, where it is not in the home
 * @param said the keys that the flags or the file say
 * @param keys those in the file
 */
public record ConfigFile(
        NodeSettings settings,
        Optional<String> join,
        Optional<PostgresUrl> registry,
        Set<String> said,
        Set<String> keys) {
    private static final String JOIN = "join";
    private static final String REGISTRY = "registry";

    /** Keys that are read here, and not by the node's settings. */
    private static final Set<String> OWN_KEYS = Set.of(JOIN, REGISTRY);

    private static final String FLAGS = "command line";

    public ConfigFile {
        said = Set.copyOf(said);
        keys = Set.copyOf(keys);
    }

    /** Reads the file, where there is one, and puts the flags over it. */
    public static ConfigFile read(NodeFlags flags) {
        Config written = parse(flags.configFile(), flags.file() != null);
        refuseUnknown(written);
        Config all = ConfigFactory.parseMap(flags.keys(), FLAGS).withFallback(written);
        try {
            Config resolved = all.resolve();
            refuseWrongToken(resolved);
            NodeSettings settings =
                    NodeSettingsFile.parse(resolved.withoutPath(JOIN).withoutPath(REGISTRY));
            return new ConfigFile(
                    settings,
                    join(flags, resolved),
                    registry(resolved),
                    names(resolved),
                    names(written));
        } catch (SettingsException e) {
            throw new ProblemException(wrong(all, String.valueOf(e.getMessage())), e);
        } catch (ConfigException e) {
            throw unreadable(e);
        }
    }

    /** Whether the flags or the file say something under {@code key}. */
    public boolean says(String key) {
        return said.contains(key);
    }

    private static Config parse(Path file, boolean needed) {
        if (!Files.exists(file)) {
            if (needed) {
                throw Problem.usage("there is no file " + file, "name another with --config")
                        .asException();
            }
            return ConfigFactory.empty();
        }
        try {
            return ConfigFactory.parseFile(file.toFile());
        } catch (ConfigException e) {
            throw unreadable(e);
        }
    }

    private static void refuseUnknown(Config written) {
        Map<String, ConfigValue> values = new TreeMap<>();
        written.entrySet().forEach(entry -> values.put(entry.getKey(), entry.getValue()));
        values.keySet().removeAll(NodeSettingsFile.KEYS);
        values.keySet().removeAll(OWN_KEYS);
        if (!values.isEmpty()) {
            String key = values.keySet().iterator().next();
            String place = place(values.get(key));
            throw Problem.usage(
                            place + "unknown key '" + key + "'",
                            "the keys are "
                                    + String.join(", ", new TreeSet<>(NodeSettingsFile.KEYS)))
                    .asException();
        }
    }

    /** A token that stands in the file itself; one in a file of its own may be gone by now. */
    private static void refuseWrongToken(Config resolved) {
        if (resolved.hasPath(JOIN)
                && !resolved.getString(JOIN).startsWith("@")
                && JoinToken.parse(resolved.getString(JOIN))
                        instanceof JoinToken.Unreadable(JoinToken.Fault fault)) {
            throw Problem.usage(place(resolved.getValue(JOIN)) + JOIN + ": " + fault.hint(), "")
                    .asException();
        }
    }

    private static Optional<String> join(NodeFlags flags, Config resolved) {
        if (flags.join() != null) {
            return Optional.of(flags.join());
        }
        return resolved.hasPath(JOIN) ? Optional.of(resolved.getString(JOIN)) : Optional.empty();
    }

    private static Optional<PostgresUrl> registry(Config resolved) {
        if (!resolved.hasPath(REGISTRY)) {
            return Optional.empty();
        }
        try {
            return Optional.of(PostgresUrl.parse(resolved.getString(REGISTRY)));
        } catch (IllegalArgumentException e) {
            String place = place(resolved.getValue(REGISTRY));
            throw new ProblemException(
                    Problem.usage(
                            place + REGISTRY + ": " + e.getMessage(),
                            "leave it out for a registry in the home"),
                    e);
        }
    }

    private static Set<String> names(Config written) {
        Set<String> names = new TreeSet<>();
        written.entrySet().forEach(entry -> names.add(entry.getKey()));
        return names;
    }

    // A settings message starts with its key, whose line is known here.
    private static Problem wrong(Config all, String message) {
        int colon = message.indexOf(':');
        String key = colon < 0 ? "" : message.substring(0, colon);
        boolean known = NodeSettingsFile.KEYS.contains(key) && all.hasPath(key);
        // What was written under another key by mistake.
        String said = PostgresUrl.redact(message);
        return Problem.usage((known ? place(all.getValue(key)) : "") + said, "");
    }

    private static ProblemException unreadable(ConfigException e) {
        // What stands around the fault may be a registry with its password.
        String said = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        String message = PostgresUrl.redact(said);
        return new ProblemException(
                Problem.usage(message, "the file is HOCON: lines like roles = [user]"), e);
    }

    private static String place(@Nullable ConfigValue value) {
        if (value == null) {
            return "";
        }
        ConfigOrigin origin = value.origin();
        String file = origin.filename() == null ? origin.description() : origin.filename();
        return file + (origin.lineNumber() > 0 ? ":" + origin.lineNumber() : "") + ": ";
    }
}
