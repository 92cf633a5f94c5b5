package virga.actors.sqlite;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupCommitTest {
    private static final List<String> SHAPE =
            List.of("CREATE TABLE drop_of_rain (name TEXT PRIMARY KEY, size INTEGER NOT NULL)");

    private final Deque<Runnable> waitingWork = new ArrayDeque<>();
    private final SqliteFile file;
    private final GroupCommit commits;

    GroupCommitTest(@TempDir Path folder) {
        file =
                SqliteFile.open(
                        folder.resolve("rain.db"),
                        SqliteFile.Durability.FULL,
                        SHAPE,
                        InstantSource.system());
        commits = new GroupCommit(file, waitingWork::add);
    }

    @AfterEach
    void close() {
        file.close();
    }

    private static SqliteOperation<Integer> insert(String name, int size) {
        return session -> {
            PreparedStatement insert =
                    session.statement("INSERT INTO drop_of_rain (name, size) VALUES (?, ?)");
            insert.setString(1, name);
            insert.setInt(2, size);
            return insert.executeUpdate();
        };
    }

    private List<String> names() {
        return file.read(
                session -> {
                    List<String> names = new ArrayList<>();
                    try (ResultSet rows =
                            session.statement("SELECT name FROM drop_of_rain ORDER BY name")
                                    .executeQuery()) {
                        while (rows.next()) {
                            names.add(rows.getString(1));
                        }
                    }
                    return names;
                });
    }

    private static SqliteException.Fault fault(CompletionException thrown) {
        return ((SqliteException) requireNonNull(thrown.getCause())).fault();
    }

    private void work() {
        while (!waitingWork.isEmpty()) {
            waitingWork.remove().run();
        }
    }

    @Test
    void nothingIsAcknowledgedBeforeTheCommit() {
        CompletableFuture<Integer> first = commits.submit(insert("a", 1)).toCompletableFuture();
        CompletableFuture<Integer> second = commits.submit(insert("b", 2)).toCompletableFuture();

        assertEquals(false, first.isDone() || second.isDone());
        assertEquals(1, waitingWork.size(), "both share one transaction");

        work();
        assertEquals(1, first.join());
        assertEquals(1, second.join());
        assertEquals(List.of("a", "b"), names());
    }

    @Test
    void anOperationThatFailsLeavesTheOthersAlone() {
        CompletableFuture<Integer> first = commits.submit(insert("a", 1)).toCompletableFuture();
        CompletableFuture<Integer> same = commits.submit(insert("a", 2)).toCompletableFuture();
        CompletableFuture<Integer> last = commits.submit(insert("b", 3)).toCompletableFuture();

        work();

        assertEquals(1, first.join());
        CompletionException refused = assertThrows(CompletionException.class, same::join);
        assertEquals(SqliteException.Fault.STATEMENT, fault(refused));
        assertEquals(1, last.join());
        assertEquals(List.of("a", "b"), names());
    }

    @Test
    void whatAnOperationWroteBeforeItThrewIsUndone() {
        CompletableFuture<Integer> broken =
                commits.submit(
                                session -> {
                                    insert("half", 1).run(session);
                                    if (!session.statement("SELECT 1").isClosed()) {
                                        throw new IllegalStateException("a mistake");
                                    }
                                    return 1;
                                })
                        .toCompletableFuture();

        work();

        CompletionException thrown = assertThrows(CompletionException.class, broken::join);
        assertEquals("a mistake", requireNonNull(thrown.getCause()).getMessage());
        assertEquals(List.of(), names());
    }

    private static SqliteOperation<Integer> failing(Error error) {
        return session -> {
            insert("half", 1).run(session);
            if (!session.statement("SELECT 1").isClosed()) {
                throw error;
            }
            return 1;
        };
    }

    @Test
    void anErrorInAnOperationFailsItsAskerAndLeavesTheOthersAlone() {
        for (Error error : List.of(new OutOfMemoryError("test"), new StackOverflowError("test"))) {
            CompletableFuture<Integer> broken =
                    commits.submit(failing(error)).toCompletableFuture();
            String name = error.getClass().getSimpleName();
            CompletableFuture<Integer> beside =
                    commits.submit(insert(name + " a", 1)).toCompletableFuture();
            work();

            assertSame(error, assertThrows(CompletionException.class, broken::join).getCause());
            assertEquals(1, beside.join());

            CompletableFuture<Integer> next =
                    commits.submit(insert(name + " b", 1)).toCompletableFuture();
            work();
            assertEquals(1, next.join());
        }
        assertEquals(false, names().contains("half"));
    }

    /** Where there is no room left even to undo: here the savepoint is gone. */
    @Test
    void anErrorThatCannotBeUndoneFailsItsGroupAndTheNextOneGoesOn() {
        Error error = new OutOfMemoryError("test");
        CompletableFuture<Integer> broken =
                commits.submit(
                                session -> {
                                    session.execute("ROLLBACK");
                                    return failing(error).run(session);
                                })
                        .toCompletableFuture();
        CompletableFuture<Integer> beside = commits.submit(insert("a", 1)).toCompletableFuture();
        work();

        assertThrows(CompletionException.class, broken::join);
        assertThrows(CompletionException.class, beside::join);

        CompletableFuture<Integer> next = commits.submit(insert("b", 1)).toCompletableFuture();
        work();
        assertEquals(1, next.join());
    }

    @Test
    void whatWaitsFailsWhereNothingRunsTransactionsAnyMore() {
        GroupCommit ended =
                new GroupCommit(
                        file,
                        work -> {
                            throw new RejectedExecutionException("ended");
                        });

        for (int i = 0; i < 2; i++) {
            CompletableFuture<Integer> late = ended.submit(insert("late", 1)).toCompletableFuture();
            assertThrows(CompletionException.class, late::join);
        }
        assertEquals(0, ended.waiting());
    }

    @Test
    void moreThanMayWaitIsRefusedAtOnce() {
        for (int i = 0; i < GroupCommit.WAITING_MAX; i++) {
            commits.submit(insert("drop " + i, i));
        }

        CompletableFuture<Integer> late = commits.submit(insert("late", 1)).toCompletableFuture();

        CompletionException refused = assertThrows(CompletionException.class, late::join);
        assertEquals(SqliteException.Fault.OVERLOADED, fault(refused));
    }

    @Test
    void aFullDiskFailsTheTransactionAndAllowsTheNext() {
        commits.submit(
                session -> {
                    session.execute("PRAGMA max_page_count=4");
                    return true;
                });
        work();
        CompletableFuture<Integer> tooMuch =
                commits.submit(insert("x".repeat(100_000), 1)).toCompletableFuture();
        work();

        CompletionException full = assertThrows(CompletionException.class, tooMuch::join);
        assertEquals(SqliteException.Fault.DISK_FULL, fault(full));

        CompletableFuture<Integer> small = commits.submit(insert("a", 1)).toCompletableFuture();
        work();
        assertEquals(1, small.join());
    }

    @Test
    void afterClosingEverythingIsRefused() {
        file.close();
        CompletableFuture<Integer> late = commits.submit(insert("late", 1)).toCompletableFuture();
        work();

        CompletionException refused = assertThrows(CompletionException.class, late::join);
        assertEquals(SqliteException.Fault.CLOSED, fault(refused));
        assertTrue(waitingWork.isEmpty());
    }
}
