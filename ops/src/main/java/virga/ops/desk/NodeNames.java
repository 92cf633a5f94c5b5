package virga.ops.desk;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import virga.ops.problem.Problem;
import virga.ops.problem.ProblemException;
import virga.protocol.identity.NodeId;

/** Finds the node that a person means: by id, by the unique beginning of one, or by name. */
final class NodeNames {
    /** Each node that is known, and its name, which may be empty. */
    private final Map<NodeId, String> known = new TreeMap<>();

    void add(NodeId id, String name) {
        known.merge(id, name, (old, fresh) -> fresh.isEmpty() ? old : fresh);
    }

    /**
     * The node, or empty where none fits; two that fit are a {@link ProblemException}. A beginning
     * may leave the domain and its dot out.
     */
    Optional<NodeId> find(String text) {
        String wanted = text.strip().toLowerCase(Locale.ROOT);
        List<NodeId> named =
                known.entrySet().stream()
                        .filter(entry -> entry.getValue().equals(wanted))
                        .map(Map.Entry::getKey)
                        .toList();
        List<NodeId> found =
                named.isEmpty()
                        ? known.keySet().stream().filter(id -> begins(id, wanted)).toList()
                        : named;
        if (found.size() > 1) {
            throw Problem.notFound(
                            found.size() + " nodes begin with '" + text + "'",
                            "write more of the id, like " + found.getFirst())
                    .asException();
        }
        return found.stream().findFirst();
    }

    /** The full id that {@code text} may be, known or not. */
    static Optional<NodeId> full(String text) {
        try {
            return Optional.of(NodeId.parse(text.strip().toLowerCase(Locale.ROOT)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean begins(NodeId id, String wanted) {
        String text = id.toString();
        return !wanted.isEmpty()
                && (text.startsWith(wanted) || text.startsWith(wanted, text.indexOf('.') + 1));
    }
}
