package virga.ops.operator;

import java.util.List;

/**
 * What became of one device of a list.
 *
 * @param namesOfNobody names that it allows and that no node of the domain has yet
 */
public record AppliedDevice(String name, String domain, Change change, List<String> namesOfNobody) {
    public AppliedDevice {
        namesOfNobody = List.copyOf(namesOfNobody);
    }

    /** How the registry differs from before. */
    public enum Change {
        ADDED,
        CHANGED,
        UNCHANGED
    }
}
