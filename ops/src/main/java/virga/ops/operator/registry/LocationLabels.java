package virga.ops.operator.registry;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import virga.protocol.record.LocationId;

/** Location labels that a token or a Node record allows: 16 of 64 bytes at most, printable. */
public final class LocationLabels {
    static final int LABELS_MAX = 16;

    private LocationLabels() {}

    static boolean isValid(String label) {
        return !label.isBlank()
                && label.getBytes(StandardCharsets.UTF_8).length
                        <= LocationId.Label.LENGTH_MAX_BYTES
                && label.chars().noneMatch(Character::isISOControl);
    }

    /** The labels, each once and in a fixed order; a wrong one is an {@link OperatorException}. */
    public static List<String> check(Collection<String> labels) {
        for (String label : labels) {
            if (!isValid(label)) {
                throw OperatorException.usage(
                        "'" + label + "' cannot be a location label",
                        "use 1 to 64 printable bytes");
            }
        }
        List<String> each = labels.stream().distinct().sorted().toList();
        if (each.size() > LABELS_MAX) {
            throw OperatorException.usage(
                    each.size() + " location labels are too many", "give 16 at most");
        }
        return each;
    }

    /** One column's text: labels hold no line end. */
    static String toColumn(Collection<String> labels) {
        return String.join("\n", labels);
    }

    static List<String> fromColumn(String column) {
        return column.isEmpty() ? List.of() : List.of(column.split("\n"));
    }
}
