package virga.actors.sqlite;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Writes what waits in one transaction, so that many callers share one flush to the disk. An
 * operation is acknowledged after the commit that holds it, and never before.
 *
 * <pre>
 *   submit -> queue -> [ BEGIN, operation, operation, ..., COMMIT ] -> stages complete
 * </pre>
 */
public final class GroupCommit {
    /** Operations that may wait; one more is refused as overloaded. */
    public static final int WAITING_MAX = 16_384;

    /** Operations of one transaction. */
    static final int TRANSACTION_MAX = 2_048;

    private final SqliteFile file;
    private final Executor blocking;
    private final BlockingQueue<Waiting<?>> queue = new ArrayBlockingQueue<>(WAITING_MAX);
    private final AtomicBoolean draining = new AtomicBoolean();

    /** {@code blocking} runs the transactions, one at a time. */
    public GroupCommit(SqliteFile file, Executor blocking) {
        this.file = file;
        this.blocking = blocking;
    }

    /**
     * Queues {@code operation}. The stage completes on the writing thread after the commit, with
     * the operation's result; or exceptionally with a {@link SqliteException}, or with what the
     * operation itself threw, an {@link Error} too, and then nothing of it was written. What waits
     * behind an operation that failed goes on. Any thread; never blocks.
     */
    public <T> CompletionStage<T> submit(SqliteOperation<T> operation) {
        Waiting<T> waiting = new Waiting<>(operation, new CompletableFuture<>());
        if (!queue.offer(waiting)) {
            return CompletableFuture.failedFuture(
                    new SqliteException(
                            SqliteException.Fault.OVERLOADED, WAITING_MAX + " operations wait"));
        }
        wake();
        return waiting.acknowledged;
    }

    /** Operations that wait now. */
    public int waiting() {
        return queue.size();
    }

    private void wake() {
        if (!draining.compareAndSet(false, true)) {
            return;
        }
        try {
            blocking.execute(this::drain);
        } catch (RuntimeException | Error e) {
            // Nobody will write what waits: a node that ends refuses new work so.
            draining.set(false);
            failWaiting(e);
        }
    }

    private void failWaiting(Throwable cause) {
        List<Waiting<?>> left = new ArrayList<>();
        queue.drainTo(left);
        fail(left, cause);
    }

    private void drain() {
        try {
            List<Waiting<?>> transaction = new ArrayList<>();
            while (queue.drainTo(transaction, TRANSACTION_MAX) > 0) {
                commit(transaction);
                transaction.clear();
            }
        } finally {
            draining.set(false);
            // One queued between the last look and the flag has nobody else to wake for it.
            if (!queue.isEmpty()) {
                wake();
            }
        }
    }

    // An Error ends this group only: left to end the thread, its askers would wait for ever.
    private void commit(List<Waiting<?>> transaction) {
        try {
            List<SqliteFile.Outcome> outcomes = file.writeTogether(transaction);
            for (int i = 0; i < outcomes.size(); i++) {
                transaction.get(i).complete(outcomes.get(i));
            }
        } catch (RuntimeException | Error e) {
            fail(transaction, e);
        }
    }

    private static void fail(List<Waiting<?>> group, Throwable cause) {
        group.forEach(waiting -> waiting.acknowledged.completeExceptionally(cause));
    }

    private record Waiting<T>(SqliteOperation<T> operation, CompletableFuture<T> acknowledged)
            implements SqliteOperation<T> {
        @Override
        public T run(SqliteSession session) throws SQLException {
            return operation.run(session);
        }

        void complete(SqliteFile.Outcome outcome) {
            switch (outcome) {
                case SqliteFile.Outcome.Wrote wrote -> acknowledged.complete(cast(wrote.result()));
                case SqliteFile.Outcome.Failed failed ->
                        acknowledged.completeExceptionally(failed.cause());
            }
        }

        // The outcome at this place of the list was returned by this very operation.
        @SuppressWarnings({"unchecked", "NullAway"})
        private T cast(@Nullable Object result) {
            return (T) result;
        }
    }
}
