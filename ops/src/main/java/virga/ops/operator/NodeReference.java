package virga.ops.operator;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import virga.ops.operator.registry.CheckedName;
import virga.ops.operator.registry.OperatorException;
import virga.ops.operator.registry.RegistryTables;
import virga.protocol.identity.DomainId;
import virga.protocol.identity.NodeId;

/** What a person writes for a node: its name, its id, or a prefix of the id that fits only one. */
final class NodeReference {
    private NodeReference() {}

    /**
     * The same references with ids in full. A name need not be taken yet: see {@link
     * #namesOfNobody}. An id that no node has, and a prefix that fits no node or more than one, is
     * an {@link OperatorException}; but not an id of {@code before}, whose node may be forgotten.
     */
    static Set<String> resolve(
            RegistryTables tables, DomainId domain, Set<String> references, Set<String> before)
            throws SQLException {
        Set<String> resolved = new LinkedHashSet<>();
        for (String reference : references) {
            resolved.add(
                    before.contains(reference) ? reference : resolve(tables, domain, reference));
        }
        return resolved;
    }

    /** Those of the references that are names which no node of the domain has. */
    static List<String> namesOfNobody(
            RegistryTables tables, DomainId domain, Set<String> references) throws SQLException {
        List<String> ofNobody = new ArrayList<>();
        for (String reference : references) {
            if (isName(reference) && tables.nodes().byName(domain, reference).isEmpty()) {
                ofNobody.add(reference);
            }
        }
        return ofNobody;
    }

    private static boolean isName(String reference) {
        return reference.indexOf('.') < 0;
    }

    private static String resolve(RegistryTables tables, DomainId domain, String reference)
            throws SQLException {
        if (isName(reference)) {
            return CheckedName.check("node", reference);
        }
        List<String> fitting =
                tables.nodes().ofDomain(domain).stream()
                        .map(node -> node.id().toString())
                        .filter(id -> id.startsWith(reference))
                        .toList();
        if (fitting.size() != 1) {
            String none =
                    isFullId(reference)
                            ? "no node of the domain has the id "
                            : "no node of the domain has an id that begins with ";
            throw OperatorException.notFound(
                    fitting.isEmpty()
                            ? none + reference
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
