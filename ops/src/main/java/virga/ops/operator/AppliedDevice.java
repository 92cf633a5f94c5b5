package virga.ops.operator;

/** What became of one device of a list. */
public record AppliedDevice(String name, String domain, Change change) {
    /** How the registry differs from before. */
    public enum Change {
        ADDED,
        CHANGED,
        UNCHANGED
    }
}
