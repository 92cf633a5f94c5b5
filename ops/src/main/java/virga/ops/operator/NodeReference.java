package virga.ops.operator;

import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import virga.protocol.identity.DomainId;
import virga.protocol.identity.NodeId;

/** What a person writes for a node: its name, its id, or a prefix of the id that fits only one. */
final class NodeReference {
    private NodeReference() {}

    /**
     * The same references with ids in full. A name need not be taken yet, nor an id in full be
     * known; a prefix that fits no node, or more than one, is an {@link OperatorException}.
     */
    static Set<String> resolve(RegistryTables tables, DomainId domain, Set<String> references)
            throws SQLException {
        Set<String> resolved = new LinkedHashSet<>();
        for (String reference : references) {
            resolved.add(resolve(tables, domain, reference));
        }
        return resolved;
    }

    private static String resolve(RegistryTables tables, DomainId domain, String reference)
            throws SQLException {
        if (reference.indexOf('.') < 0) {
            return CheckedName.check("node", reference);
        }
        if (isFullId(reference)) {
            return reference;
        }
        List<String> fitting =
                tables.nodes().ofDomain(domain).stream()
                        .map(node -> node.id().toString())
                        .filter(id -> id.startsWith(reference))
                        .toList();
        if (fitting.size() != 1) {
            throw OperatorException.notFound(
                    fitting.isEmpty()
                            ? "no node of the domain has an id that begins with " + reference
                            : fitting.size() + " ids begin with " + reference,
                    "see `virga operator nodes`");
        }
        return fitting.getFirst();
    }

    private static boolean isFullId(String text) {
        try {
            NodeId.parse(text);
            return true;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
