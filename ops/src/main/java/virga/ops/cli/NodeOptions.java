package virga.ops.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import virga.ops.config.NodeFlags;

/** The flags of `virga node` and `virga swarm`; each is a key of virga.conf. */
final class NodeOptions {
    /** Where a token stands that shall not be seen among the arguments. */
    static final String JOIN_VARIABLE = "VIRGA_JOIN_TOKEN";

    @Option(
            names = "--roles",
            split = ",",
            paramLabel = "ROLE",
            completionCandidates = Choices.Roles.class,
            description = "user, tunnel, super, operator; default: as admitted, at first user.")
    List<String> roles = new ArrayList<>();

    @Option(
            names = "--cloud",
            paramLabel = "on|off",
            completionCandidates = Choices.OnOff.class,
            description = "Take part in the cloud; off for a node that is only a user.")
    @Nullable String cloud;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            description =
                    "Where to listen; 0.0.0.0 or [::]: all addresses, IPv4 and IPv6; port 0: any"
                            + " free one; default: where it was last.")
    @Nullable String listen;

    @Option(
            names = "--join",
            paramLabel = "TOKEN|@FILE",
            description =
                    "A join token, for the first start. Other users of this machine can see"
                            + " arguments: better @FILE, or the variable "
                            + JOIN_VARIABLE
                            + ".")
    @Nullable String join;

    @Option(names = "--name", paramLabel = "NAME", description = "A name, unique in the domain.")
    @Nullable String name;

    @Option(
            names = "--location-label",
            paramLabel = "TEXT",
            description = "Claim a location label that the token gives; may be repeated.")
    List<String> locationLabels = new ArrayList<>();

    @Option(
            names = "--tunnel-allow",
            paramLabel = "CIDR",
            description = "Also carry tunnels to these addresses; may be repeated.")
    List<String> tunnelAllow = new ArrayList<>();

    @Option(
            names = "--tunnel-deny",
            paramLabel = "CIDR",
            description = "Never carry tunnels to these addresses; may be repeated.")
    List<String> tunnelDeny = new ArrayList<>();

    @Option(
            names = "--anonymity",
            paramLabel = "off|onion|mixed",
            completionCandidates = Choices.Anonymity.class,
            description = "What the node shows of itself; only off in this version.")
    @Nullable String anonymity;

    @Option(
            names = "--strict",
            paramLabel = "on|off",
            completionCandidates = Choices.OnOff.class,
            description =
                    "Admit no new peers while the newest revocation list is older than 24 hours.")
    @Nullable String strict;

    @Option(
            names = "--registry",
            paramLabel = "URL",
            description =
                    "An operator's registry on PostgreSQL, jdbc:postgresql://HOST:PORT/DATABASE;"
                            + " default: a file in the home. The password better in PGPASSWORD or"
                            + " ~/.pgpass.")
    @Nullable String registry;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Configuration; default virga.conf in the home.")
    @Nullable Path config;

    NodeFlags flags(Path home, Map<String, String> environment) {
        Map<String, Object> keys = new HashMap<>();
        putLists(keys);
        putTexts(keys);
        String token = join == null ? environment.get(JOIN_VARIABLE) : join;
        return new NodeFlags(home, config, token, keys);
    }

    private void putLists(Map<String, Object> keys) {
        Map.of(
                        "roles", roles,
                        "location-label", locationLabels,
                        "tunnel-allow", tunnelAllow,
                        "tunnel-deny", tunnelDeny)
                .forEach(
                        (key, values) -> {
                            if (!values.isEmpty()) {
                                keys.put(key, values);
                            }
                        });
    }

    private void putTexts(Map<String, Object> keys) {
        put(keys, "cloud", cloud);
        put(keys, "listen", listen);
        put(keys, "name", name);
        put(keys, "anonymity", anonymity);
        put(keys, "strict", strict);
        put(keys, "registry", registry);
    }

    private static void put(Map<String, Object> keys, String key, @Nullable String value) {
        if (value != null) {
            keys.put(key, value);
        }
    }
}
