package virga.actors.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes one transaction at a time. Blocks. */
public interface TransactionWriter<S extends SqlSession> {
    /**
     * Runs {@code operations} as one transaction and returns when it is durable. Each operation
     * stands in a savepoint, so that one that fails leaves the others alone.
     *
     * @return for each operation its result, or what it threw
     * @throws RuntimeException the transaction as a whole failed: nothing was written
     */
    List<Outcome> writeTogether(List<? extends SqlOperation<S, ?>> operations);

    /** Operations of one transaction. */
    int transactionMax();

    /** What an operation fails with where too much waits. */
    RuntimeException overloaded(String detail);

    /** What became of one operation of a transaction. */
    sealed interface Outcome {
        record Wrote(@Nullable Object result) implements Outcome {}

        record Failed(Throwable cause) implements Outcome {}
    }
}
