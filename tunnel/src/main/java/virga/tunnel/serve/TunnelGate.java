package virga.tunnel.serve;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import virga.protocol.identity.DomainId;
import virga.protocol.identity.Role;
import virga.protocol.mux.StreamRefusal;
import virga.protocol.record.LocationId;
import virga.protocol.record.RecordBody.NodeRecord;
import virga.protocol.record.Sealed;
import virga.tunnel.device.InterfaceSubnet;

/**
 * Who may reach what through this node. The rules stand in the order in which they are applied, so
 * that a caller learns no more than it may know: nothing of a device that it may not use but that.
 */
public final class TunnelGate {
    private final DomainId domain;
    private final AddressRules rules;

    public TunnelGate(DomainId domain, AddressRules rules) {
        this.domain = domain;
        this.rules = rules;
    }

    /** Whether the peer may ask at all: of this domain, and admitted as a user. */
    public Optional<StreamRefusal> checkCaller(Optional<NodeRecord> caller) {
        boolean may =
                caller.filter(record -> record.id().domain().equals(domain))
                        .filter(record -> record.roles().contains(Role.USER))
                        .isPresent();
        return may ? Optional.empty() : Optional.of(StreamRefusal.NOT_ALLOWED);
    }

    /**
     * Whether {@code caller} may use this port of {@code device} through a node at {@code here}.
     */
    public Optional<StreamRefusal> checkDevice(
            NodeRecord caller, Optional<Sealed.Device> device, int port, Set<LocationId> here) {
        if (device.isEmpty()) {
            return Optional.of(StreamRefusal.UNKNOWN_DEVICE);
        }
        Sealed.Device known = device.get();
        if (!allowed(caller, known.allow())) {
            return Optional.of(StreamRefusal.NOT_ALLOWED);
        }
        if (!here.contains(known.location())) {
            return Optional.of(StreamRefusal.NOT_AT_LOCATION);
        }
        return known.service(port).isPresent()
                ? Optional.empty()
                : Optional.of(StreamRefusal.PORT_NOT_REGISTERED);
    }

    /**
     * The same for a connection that goes on since the device was at {@code reached}; empty: not
     * reached yet. A LAN's location is hidden while its gateway is silent, and its devices are
     * there all the same.
     */
    public Optional<StreamRefusal> checkOpen(
            NodeRecord caller,
            Optional<LocationId> reached,
            Optional<Sealed.Device> device,
            int port,
            Set<LocationId> here) {
        Set<LocationId> seen = new HashSet<>(here);
        reached.filter(LocationId.Lan.class::isInstance).ifPresent(seen::add);
        return checkDevice(caller, device, port, seen);
    }

    /** Those of the device's addresses that this node connects to; empty: ADDRESS_DENIED. */
    public List<InetAddress> permitted(List<InetAddress> addresses, List<InterfaceSubnet> own) {
        return addresses.stream().filter(each -> rules.permits(each, own)).toList();
    }

    /** An entry is a whole node id or the name in a Node record; no entry: the whole domain. */
    private static boolean allowed(NodeRecord caller, Set<String> allow) {
        return allow.isEmpty()
                || allow.contains(caller.id().toString())
                || (!caller.name().isEmpty() && allow.contains(caller.name()));
    }
}
