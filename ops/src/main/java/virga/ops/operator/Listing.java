package virga.ops.operator;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import virga.ops.operator.plan.PlanDesk;
import virga.ops.operator.registry.DeviceEntry;
import virga.ops.operator.registry.NodeEntry;
import virga.ops.operator.registry.OperatorException;
import virga.ops.operator.registry.RegistryTables;
import virga.ops.operator.registry.SuperEntry;
import virga.protocol.identity.DomainId;
import virga.protocol.record.RecordBody.SuperNodeRecord;

/** What the registry shows a person; an unknown domain is an {@link OperatorException}. */
final class Listing {
    private Listing() {}

    static List<ListedNode> nodes(RegistryTables tables, Optional<String> domain)
            throws SQLException {
        Map<DomainId, String> names = names(tables);
        List<NodeEntry> nodes =
                domain.isPresent()
                        ? tables.nodes().ofDomain(tables.domains().named(domain.get()).id())
                        : tables.nodes().all();
        return nodes.stream()
                .map(n -> new ListedNode(n, names.getOrDefault(n.id().domain(), "")))
                .toList();
    }

    static List<ListedDevice> devices(RegistryTables tables, Optional<String> domain)
            throws SQLException {
        Map<DomainId, String> names = names(tables);
        List<DeviceEntry> devices =
                domain.isPresent()
                        ? tables.devices().ofDomain(tables.domains().named(domain.get()).id())
                        : tables.devices().all();
        return devices.stream()
                .map(d -> new ListedDevice(d, names.getOrDefault(d.domain(), "")))
                .toList();
    }

    static List<ListedSuper> supers(RegistryTables tables, Instant now) throws SQLException {
        Map<DomainId, String> names = names(tables);
        List<ListedSuper> supers = new ArrayList<>();
        for (SuperEntry entry : tables.supers().all()) {
            Optional<SuperNodeRecord> record = PlanDesk.record(tables, entry.id());
            if (record.isPresent()) {
                String name = tables.nodes().byId(entry.id()).map(NodeEntry::name).orElse("");
                String domain = names.getOrDefault(entry.id().domain(), "");
                boolean lost = entry.seen().isBefore(now.minus(PlanDesk.LOST_AFTER));
                supers.add(new ListedSuper(record.get(), name, domain, entry.seen(), lost));
            }
        }
        return supers;
    }

    private static Map<DomainId, String> names(RegistryTables tables) throws SQLException {
        Map<DomainId, String> names = new HashMap<>();
        tables.domains().all().forEach(domain -> names.put(domain.id(), domain.name()));
        return names;
    }
}
