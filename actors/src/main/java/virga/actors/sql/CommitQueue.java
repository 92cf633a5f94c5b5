package virga.actors.sql;

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
public final class CommitQueue<S extends SqlSession> {
    /** Operations that may wait; one more is refused as overloaded. */
    public static final int WAITING_MAX = 16_384;

    private final TransactionWriter<S> database;
    private final Executor blocking;
    private final BlockingQueue<Waiting<S, ?>> queue = new ArrayBlockingQueue<>(WAITING_MAX);
    private final AtomicBoolean draining = new AtomicBoolean();

    /** {@code blocking} runs the transactions, one at a time. */
    public CommitQueue(TransactionWriter<S> database, Executor blocking) {
        this.database = database;
        this.blocking = blocking;
    }

    /**
     * Queues {@code operation}. The stage completes on the writing thread after the commit, with
     * the operation's result; or exceptionally with the database's fault, or with what the
     * operation itself threw, an {@link Error} too, and then nothing of it was written. What waits
     * behind an operation that failed goes on. Any thread; never blocks.
     */
    public <T> CompletionStage<T> submit(SqlOperation<S, T> operation) {
        Waiting<S, T> waiting = new Waiting<>(operation, new CompletableFuture<>());
        if (!queue.offer(waiting)) {
            return CompletableFuture.failedFuture(
                    database.overloaded(WAITING_MAX + " operations wait"));
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
        List<Waiting<S, ?>> left = new ArrayList<>();
        queue.drainTo(left);
        fail(left, cause);
    }

    private void drain() {
        try {
            List<Waiting<S, ?>> transaction = new ArrayList<>();
            while (queue.drainTo(transaction, database.transactionMax()) > 0) {
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
    private void commit(List<Waiting<S, ?>> transaction) {
        try {
            List<TransactionWriter.Outcome> outcomes = database.writeTogether(transaction);
            for (int i = 0; i < outcomes.size(); i++) {
                transaction.get(i).complete(outcomes.get(i));
            }
        } catch (RuntimeException | Error e) {
            fail(transaction, e);
        }
    }

    private static <S extends SqlSession> void fail(List<Waiting<S, ?>> group, Throwable cause) {
        group.forEach(waiting -> waiting.acknowledged.completeExceptionally(cause));
    }

    private record Waiting<S extends SqlSession, T>(
            SqlOperation<S, T> operation, CompletableFuture<T> acknowledged)
            implements SqlOperation<S, T> {
        @Override
        public T run(S session) throws SQLException {
            return operation.run(session);
        }

        void complete(TransactionWriter.Outcome outcome) {
            switch (outcome) {
                case TransactionWriter.Outcome.Wrote wrote ->
                        acknowledged.complete(cast(wrote.result()));
                case TransactionWriter.Outcome.Failed failed ->
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
