package virga.actors.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import virga.protocol.identity.Role;
import virga.protocol.record.LocationId;

/**
 * Reads {@link NodeSettings} from HOCON. The keys are the flags of {@code virga node}, and the
 * flags, given as a second configuration, win. Unknown keys are refused.
 */
public final class NodeSettingsFile {
    /** Every key, {@code limits} with its own below it. */
    public static final Set<String> KEYS =
            Set.of(
                    "roles",
                    "cloud",
                    "listen",
                    "name",
                    "location-label",
                    "tunnel-allow",
                    "tunnel-deny",
                    "anonymity",
                    "strict",
                    "limits.links",
                    "limits.links-per-domain",
                    "limits.tunnel-connections",
                    "limits.tunnel-idle",
                    "limits.tunnel-life",
                    "limits.tunnel-bytes",
                    "limits.store-cache");

    private NodeSettingsFile() {}

    /**
     * Reads the file and the flags.
     *
     * @param file may be absent
     * @param flags what the command line says, under the same keys
     * @throws SettingsException with one line for a person
     */
    public static NodeSettings read(Path file, Config flags) {
        try {
            Config written =
                    Files.exists(file)
                            ? ConfigFactory.parseFile(file.toFile())
                            : ConfigFactory.empty();
            return parse(flags.withFallback(written).resolve());
        } catch (ConfigException e) {
            throw new SettingsException(firstLine(e));
        }
    }

    /** Parses resolved configuration; a wrong one is a {@link SettingsException}. */
    public static NodeSettings parse(Config config) {
        refuseUnknownKeys(config);
        try {
            Set<Role> roles = roles(config);
            boolean cloud =
                    config.hasPath("cloud")
                            ? switched(config, "cloud")
                            : NodeSettings.needsCloud(roles) || config.hasPath("listen");
            return new NodeSettings(
                    roles,
                    cloud,
                    listen(config, cloud),
                    config.hasPath("name") ? config.getString("name") : "",
                    labels(config),
                    blocks(config, "tunnel-allow"),
                    blocks(config, "tunnel-deny"),
                    anonymity(config),
                    config.hasPath("strict") && switched(config, "strict"),
                    limits(config));
        } catch (ConfigException e) {
            throw new SettingsException(firstLine(e));
        }
    }

    private static void refuseUnknownKeys(Config config) {
        Set<String> unknown = new TreeSet<>();
        config.entrySet().forEach(entry -> unknown.add(entry.getKey()));
        unknown.removeAll(KEYS);
        if (!unknown.isEmpty()) {
            throw new SettingsException("unknown key: " + String.join(", ", unknown));
        }
    }

    private static Set<Role> roles(Config config) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (String word : strings(config, "roles")) {
            try {
                roles.add(Role.parse(word));
            } catch (IllegalArgumentException e) {
                throw new SettingsException(
                        "roles: no such role: " + word + " (user, tunnel, super, operator)");
            }
        }
        return roles.isEmpty() ? EnumSet.of(Role.USER) : roles;
    }

    private static boolean switched(Config config, String key) {
        try {
            return config.getBoolean(key);
        } catch (ConfigException.WrongType e) {
            throw new SettingsException(
                    key + ": on or off, not " + config.getValue(key).unwrapped());
        }
    }

    private static Optional<InetSocketAddress> listen(Config config, boolean cloud) {
        if (config.hasPath("listen")) {
            return Optional.of(parseListen(config.getString("listen")));
        }
        return cloud ? Optional.of(new InetSocketAddress(0)) : Optional.empty();
    }

    /** Parses {@code HOST:PORT} or {@code [IPV6]:PORT}; port 0 is one that is free. */
    public static InetSocketAddress parseListen(String text) {
        int colon = text.lastIndexOf(':');
        try {
            if (colon < 1) {
                throw new SettingsException("listen: not HOST:PORT: " + text);
            }
            String host = text.substring(0, colon);
            if (host.startsWith("[") && host.endsWith("]")) {
                host = host.substring(1, host.length() - 1);
            }
            return new InetSocketAddress(
                    InetAddress.getByName(host), Integer.parseInt(text.substring(colon + 1)));
        } catch (UnknownHostException e) {
            throw new SettingsException("listen: no such host: " + text);
        } catch (SettingsException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new SettingsException("listen: not a port: " + text);
        }
    }

    private static List<LocationId.Label> labels(Config config) {
        String key = "location-label";
        try {
            return strings(config, key).stream().map(LocationId.Label::new).toList();
        } catch (IllegalArgumentException e) {
            throw new SettingsException(key + ": " + e.getMessage());
        }
    }

    private static List<AddressBlock> blocks(Config config, String key) {
        try {
            return strings(config, key).stream().map(AddressBlock::parse).toList();
        } catch (IllegalArgumentException e) {
            throw new SettingsException(key + ": " + e.getMessage());
        }
    }

    // A list, or one string with commas, as the flags are written.
    private static List<String> strings(Config config, String key) {
        if (!config.hasPath(key)) {
            return List.of();
        }
        return switch (config.getValue(key).valueType()) {
            case LIST -> config.getStringList(key);
            default -> List.of(config.getString(key).split("\\s*,\\s*"));
        };
    }

    private static Anonymity anonymity(Config config) {
        String word = config.hasPath("anonymity") ? config.getString("anonymity") : "off";
        // HOCON reads a bare `off` as a boolean, and gives it back as the word false.
        String name = word.equals("false") ? "OFF" : word.toUpperCase(Locale.ROOT);
        try {
            return Anonymity.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw new SettingsException("anonymity: off, onion or mixed, not " + word);
        }
    }

    private static NodeLimits limits(Config config) {
        NodeLimits usual = NodeLimits.DEFAULT;
        int links = number(config, "limits.links", usual.linksMax());
        String foreignKey = "limits.links-per-domain";
        int foreign = number(config, foreignKey, NodeLimits.foreignShare(links));
        if (foreign > links) {
            throw wrong(foreignKey, foreign, "at most limits.links, which is " + links);
        }
        return new NodeLimits(
                links,
                foreign,
                number(config, "limits.tunnel-connections", usual.tunnelConnectionsMax()),
                duration(config, "limits.tunnel-idle", usual.tunnelIdleMax()),
                duration(config, "limits.tunnel-life", usual.tunnelLifeMax()),
                bytes(config, "limits.tunnel-bytes", usual.tunnelBytesMax()),
                bytes(config, "limits.store-cache", usual.storeCacheMaxBytes()));
    }

    private static int number(Config config, String key, int usual) {
        int number = config.hasPath(key) ? config.getInt(key) : usual;
        if (number < 1) {
            throw wrong(key, number, "at least 1");
        }
        return number;
    }

    private static Duration duration(Config config, String key, Duration usual) {
        Duration duration = config.hasPath(key) ? config.getDuration(key) : usual;
        if (duration.isNegative()) {
            throw wrong(key, config.getValue(key).unwrapped(), "0 or more");
        }
        return duration;
    }

    private static long bytes(Config config, String key, long usual) {
        return config.hasPath(key) ? config.getBytes(key) : usual;
    }

    private static SettingsException wrong(String key, Object value, String rule) {
        return new SettingsException(key + ": " + value + " is not " + rule);
    }

    private static String firstLine(ConfigException e) {
        return String.valueOf(e.getMessage())
                .lines()
                .findFirst()
                .orElse("the configuration cannot be read");
    }
}
