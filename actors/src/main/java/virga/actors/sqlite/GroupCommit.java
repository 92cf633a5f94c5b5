package virga.actors.sqlite;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import virga.actors.sql.CommitQueue;

/** The {@link CommitQueue} of a SQLite file: its faults are {@link SqliteException}s. */
public final class GroupCommit {
    /** Operations that may wait; one more is refused as overloaded. */
    public static final int WAITING_MAX = CommitQueue.WAITING_MAX;

    private final CommitQueue<SqliteSession> queue;

    /** {@code blocking} runs the transactions, one at a time. */
    public GroupCommit(SqliteFile file, Executor blocking) {
        this.queue = new CommitQueue<>(file, blocking);
    }

    /** See {@link CommitQueue#submit}. */
    public <T> CompletionStage<T> submit(SqliteOperation<T> operation) {
        return queue.submit(operation);
    }

    /** Operations that wait now. */
    public int waiting() {
        return queue.waiting();
    }
}
