package virga.ops.operator;

import java.util.concurrent.CompletionException;
import virga.actors.sqlite.SqliteException;
import virga.ops.operator.registry.OperatorException;
import virga.ops.operator.registry.database.DatabaseException;

/** How an operator's command ended. */
public sealed interface OperatorOutcome<T> {
    /** It is done, and on the disk. */
    record Done<T>(T value) implements OperatorOutcome<T> {}

    /** Nothing was changed. {@code hint} says what to do and may be empty. */
    record Failed<T>(OperatorException.Kind kind, String message, String hint)
            implements OperatorOutcome<T> {}

    /** What a failed stage means to the person who asked. */
    static <T> OperatorOutcome<T> ofFault(Throwable fault) {
        Throwable cause = fault;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof OperatorException refused) {
            return new Failed<>(refused.kind(), refused.line(), refused.hint());
        }
        if (cause instanceof DatabaseException database) {
            return new Failed<>(OperatorException.Kind.FAILED, database.line(), database.hint());
        }
        if (cause instanceof SqliteException sqlite) {
            String hint =
                    switch (sqlite.fault()) {
                        case DISK_FULL -> "make room for the registry and say it again";
                        case DAMAGED -> "stop the node and restore a backup of the registry";
                        case OVERLOADED, LOCKED -> "say it again in a moment";
                        case NOT_WRITABLE, NEWER, CLOSED, STATEMENT -> "see the node's log";
                    };
            return new Failed<>(
                    OperatorException.Kind.FAILED,
                    "the registry did not take it: " + sqlite.fault().hint(),
                    hint);
        }
        return new Failed<>(
                OperatorException.Kind.FAILED,
                "the registry did not take it: " + cause,
                "see the node's log");
    }
}
