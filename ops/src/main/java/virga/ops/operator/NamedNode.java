package virga.ops.operator;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import virga.ops.operator.registry.DomainEntry;
import virga.ops.operator.registry.NodeEntry;
import virga.ops.operator.registry.OperatorException;
import virga.ops.operator.registry.RegistryTables;
import virga.protocol.identity.NodeId;

/**
 * The one node of a network that a person means: NAME.DOMAIN, a NAME that one domain has, an id, or
 * a beginning of one with or without its domain.
 */
final class NamedNode {
    private static final String HINT = "see `virga operator nodes`";

    private NamedNode() {}

    /** The node; none, or more than one, is an {@link OperatorException}. */
    static NodeEntry find(RegistryTables tables, String reference) throws SQLException {
        String wanted = reference.strip().toLowerCase(Locale.ROOT);
        List<NodeEntry> found = named(tables, wanted);
        if (found.isEmpty()) {
            found = withId(tables, wanted);
        }
        if (found.size() > 1) {
            throw OperatorException.notFound(
                    found.size() + " nodes are meant by '" + reference + "'",
                    "write NAME.DOMAIN, or more of the id; " + HINT);
        }
        if (found.isEmpty()) {
            throw OperatorException.notFound("no admitted node is '" + reference + "'", HINT);
        }
        return found.getFirst();
    }

    private static List<NodeEntry> named(RegistryTables tables, String wanted) throws SQLException {
        List<NodeEntry> found = new ArrayList<>();
        for (DomainEntry domain : tables.domains().all()) {
            String end = "." + domain.name();
            String name =
                    wanted.endsWith(end)
                            ? wanted.substring(0, wanted.length() - end.length())
                            : wanted;
            tables.nodes().byName(domain.id(), name).ifPresent(found::add);
        }
        return found;
    }

    private static List<NodeEntry> withId(RegistryTables tables, String wanted)
            throws SQLException {
        Optional<NodeId> full = full(wanted);
        if (full.isPresent()) {
            return tables.nodes().byId(full.get()).stream().toList();
        }
        return wanted.isEmpty()
                ? List.of()
                : tables.nodes().all().stream()
                        .filter(node -> begins(node.id().toString(), wanted))
                        .toList();
    }

    private static boolean begins(String id, String wanted) {
        return id.startsWith(wanted) || id.startsWith(wanted, id.indexOf('.') + 1);
    }

    private static Optional<NodeId> full(String text) {
        try {
            return Optional.of(NodeId.parse(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
