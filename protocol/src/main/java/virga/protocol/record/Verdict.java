package virga.protocol.record;

import java.util.Optional;

/** What verifying a record gave: a peer's fault is a value, counted by its reason. */
public sealed interface Verdict<T extends RecordBody> {
    record Accepted<T extends RecordBody>(Verified<T> record) implements Verdict<T> {}

    record Rejected<T extends RecordBody>(RejectReason reason) implements Verdict<T> {}

    /** The record, where it was accepted. */
    default Optional<Verified<T>> accepted() {
        return switch (this) {
            case Accepted<T>(Verified<T> record) -> Optional.of(record);
            case Rejected<T> rejected -> Optional.empty();
        };
    }
}
