package virga.protocol.record;

import java.util.Optional;

/** What a record is about. The wire number is part of what is signed. */
public enum RecordKind {
    NODE(1),
    NODE_INFO(2),
    DEVICE(3),
    SUPER_NODE(4),
    OPERATOR_NODE(5),
    REVOCATION_LIST(6),
    DOMAIN(7),
    TOMBSTONE(8);

    private static final RecordKind[] KINDS = values();

    private final int number;

    RecordKind(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** The kind with this wire number; empty for one that this version does not know. */
    public static Optional<RecordKind> ofNumber(int number) {
        return number >= 1 && number <= KINDS.length
                ? Optional.of(KINDS[number - 1])
                : Optional.empty();
    }
}
