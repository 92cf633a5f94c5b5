package virga.ops.operator;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import virga.ops.operator.admission.Admission;
import virga.ops.operator.admission.AdmissionDesk;
import virga.ops.operator.registry.CheckedName;
import virga.ops.operator.registry.LocationLabels;
import virga.ops.operator.registry.Network;
import virga.ops.operator.registry.NodeEntry;
import virga.ops.operator.registry.OperatorEntry;
import virga.ops.operator.registry.OperatorException;
import virga.ops.operator.registry.OperatorIdentity;
import virga.ops.operator.registry.RecordLife;
import virga.ops.operator.registry.RegistryTables;
import virga.ops.operator.registry.StaticRecord;
import virga.protocol.Bytes;
import virga.protocol.identity.IdentityKey;
import virga.protocol.identity.NodeId;
import virga.protocol.identity.Role;
import virga.protocol.record.DhtKey;
import virga.protocol.record.RecordBody.OperatorNodeRecord;
import virga.protocol.record.RecordKind;
import virga.protocol.record.RecordSigner;
import virga.protocol.record.SignedRecord;
import virga.protocol.record.Versions;

/**
 * The first entries of a registry: the root that is trusted, the operator's own domain, its
 * OperatorNode record signed by the root, and its own Node record. Each call in one transaction.
 */
final class NetworkStart {
    /** Life of an OperatorNode record. */
    static final Duration OPERATOR_LIFE = Duration.ofDays(365);

    /** Name of the operator node's own domain; its id is drawn like any other. */
    static final String DOMAIN_NAME = "operator";

    private final OperatorIdentity identity;
    private final DomainRegistration domains;
    private final AdmissionDesk desk;

    NetworkStart(OperatorIdentity identity) {
        this.identity = identity;
        this.domains = new DomainRegistration(identity);
        this.desk = new AdmissionDesk(identity);
    }

    /** How the operator's own node is registered. */
    record Self(Set<Role> roles, List<String> labels, String name) {
        Self {
            EnumSet<Role> all = EnumSet.of(Role.OPERATOR);
            all.addAll(roles);
            roles = Set.copyOf(all);
            labels = LocationLabels.check(labels);
            if (!name.isEmpty()) {
                CheckedName.check("node", name);
            }
        }

        private Self named(Optional<String> registered) {
            return new Self(roles, labels, registered.orElse(""));
        }
    }

    /**
     * Begins the network of {@code root}, or vouches for the operator anew where it was begun: a
     * year from now. Another root or operator key than the registry's is refused.
     */
    Network vouch(RegistryTables tables, IdentityKey root, Instant now) throws SQLException {
        if (tables.networks().get().isEmpty()) {
            begin(tables, root, now);
        }
        Network network = tables.network();
        if (!network.root().equals(root.publicKey())) {
            throw OperatorException.refused(
                    "the registry belongs to the network of another root key",
                    "give that key's file with --root, or use an empty home");
        }
        refuseOtherOperator(tables);
        NodeId id = NodeId.of(network.domain(), identity.publicKey());
        long last =
                tables.records()
                        .at(RecordKind.OPERATOR_NODE, DhtKey.of(id))
                        .map(StaticRecord::version)
                        .orElse(0L);
        OperatorNodeRecord body =
                new OperatorNodeRecord(
                        id,
                        identity.publicKey(),
                        root.publicKey(),
                        Versions.next(last, now),
                        RecordLife.expiry(now, OPERATOR_LIFE));
        tables.records().put(StaticRecord.of(RecordSigner.sign(body, root)));
        return network;
    }

    private void begin(RegistryTables tables, IdentityKey root, Instant now) throws SQLException {
        // The change number is counted from the first record, so the row comes before it.
        Network first = new Network(root.publicKey(), domains.draw(tables), 0, 0);
        tables.networks().create(first);
        tables.operators().insert(new OperatorEntry(identity.publicKey(), first.domain(), now));
        domains.add(tables, first.domain(), DOMAIN_NAME, now);
    }

    void refuseOtherOperator(RegistryTables tables) throws SQLException {
        if (!tables.operators().has(identity.publicKey())) {
            throw OperatorException.failed(
                    "key.pem is not the operator key of this registry",
                    "restore the key.pem that belongs to the registry, from the same backup");
        }
    }

    /**
     * The operator's own Node record, signed again where it says something else or ends soon. It
     * keeps its name where none is given.
     */
    SignedRecord register(RegistryTables tables, Self given, Instant now) throws SQLException {
        NodeId id = NodeId.of(tables.network().domain(), identity.publicKey());
        Optional<NodeEntry> old = tables.nodes().byId(id);
        Self self = given.name().isEmpty() ? given.named(old.map(NodeEntry::name)) : given;
        Optional<StaticRecord> record = tables.records().at(RecordKind.NODE, DhtKey.of(id));
        boolean stands =
                record.isPresent()
                        && old.filter(node -> says(node, self)).isPresent()
                        && !RecordLife.isDue(record.get().expires(), Admission.NODE_LIFE, now);
        if (stands) {
            return record.get().signed();
        }
        Admission.Request request =
                new Admission.Request(
                        identity.publicKey(), self.roles(), self.labels(), self.name());
        long last = old.map(NodeEntry::version).orElse(0L);
        Admission admission = new Admission(identity.publicKey());
        return desk.write(tables, admission.body(id, request, last, now), Bytes.EMPTY);
    }

    private static boolean says(NodeEntry node, Self self) {
        return node.roles().equals(self.roles())
                && node.labels().equals(self.labels())
                && node.name().equals(self.name());
    }
}
