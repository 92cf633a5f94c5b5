package virga.actors.settings;

import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import virga.protocol.identity.Role;
import virga.protocol.record.DnsLabel;
import virga.protocol.record.LocationId;

/**
 * What a person decides about a node; {@link NodeSettingsFile} reads it from {@code virga.conf} and
 * the flags. {@code listen} is empty for a node without listener: always so with {@code cloud} off.
 * A {@code strict} node admits nobody while it may not know who was revoked.
 */
public record NodeSettings(
        Set<Role> roles,
        boolean cloud,
        Optional<InetSocketAddress> listen,
        String name,
        List<LocationId.Label> locationLabels,
        List<AddressBlock> tunnelAllow,
        List<AddressBlock> tunnelDeny,
        Anonymity anonymity,
        boolean strict,
        NodeLimits limits) {
    /** Most location labels of one node. */
    public static final int LABELS_MAX = 16;

    public NodeSettings {
        roles = Set.copyOf(roles);
        locationLabels = List.copyOf(locationLabels);
        tunnelAllow = List.copyOf(tunnelAllow);
        tunnelDeny = List.copyOf(tunnelDeny);
        if (roles.isEmpty()) {
            throw new SettingsException("roles: a node has at least one role");
        }
        if (!name.isEmpty() && !DnsLabel.isValid(name)) {
            throw new SettingsException(
                    "name: '" + name + "' cannot be a node's name: use " + DnsLabel.RULE);
        }
        if (locationLabels.size() > LABELS_MAX) {
            throw new SettingsException("location-label: more than " + LABELS_MAX);
        }
        if (anonymity != Anonymity.OFF) {
            throw new SettingsException(
                    "anonymity: only `off` is available in this version of virga");
        }
        if (!cloud && listen.isPresent()) {
            throw new SettingsException("listen: a node with cloud = off has no listener");
        }
        if (!cloud && needsCloud(roles)) {
            throw new SettingsException(
                    "cloud: a node with one of the roles tunnel, super, operator must be"
                            + " reachable");
        }
    }

    /**
     * A node with these roles and nothing else decided; roles decide whether it is in the cloud.
     */
    public static NodeSettings of(Set<Role> roles) {
        boolean cloud = needsCloud(roles);
        return new NodeSettings(
                roles,
                cloud,
                cloud ? Optional.of(new InetSocketAddress(0)) : Optional.empty(),
                "",
                List.of(),
                List.of(),
                List.of(),
                Anonymity.OFF,
                false,
                NodeLimits.DEFAULT);
    }

    /** Of a node in the cloud, with a listener at {@code address}; port 0: one that is free. */
    public NodeSettings listeningOn(InetSocketAddress address) {
        return new NodeSettings(
                roles,
                true,
                Optional.of(address),
                name,
                locationLabels,
                tunnelAllow,
                tunnelDeny,
                anonymity,
                strict,
                limits);
    }

    public NodeSettings named(String newName) {
        return new NodeSettings(
                roles,
                cloud,
                listen,
                newName,
                locationLabels,
                tunnelAllow,
                tunnelDeny,
                anonymity,
                strict,
                limits);
    }

    static boolean needsCloud(Set<Role> roles) {
        Set<Role> serving = EnumSet.of(Role.TUNNEL, Role.SUPER, Role.OPERATOR);
        return roles.stream().anyMatch(serving::contains);
    }
}
