package virga.actors.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import virga.actors.sql.SqlOperation;
import virga.actors.sql.TransactionWriter;

/**
 * One SQLite file in WAL mode: a single writer and a few readers beside it. Every method may block,
 * so actors use it through an executor; writes come through {@link GroupCommit}.
 */
public final class SqliteFile implements TransactionWriter<SqliteSession>, AutoCloseable {
    /** Connections that read at the same moment. */
    public static final int READERS_MAX = 4;

    /** Operations of one transaction. */
    static final int TRANSACTION_MAX = 2_048;

    /** How long a statement waits for another process before it fails as locked. */
    static final int BUSY_TIMEOUT_MILLIS = 5_000;

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final List<String> SIDE_FILES = List.of("-wal", "-shm", "-journal");

    /** What survives when the machine loses power. */
    public enum Durability {
        /** Everything that was committed. */
        FULL,
        /** All but the last commits; the file stays sound. For what can be learnt again. */
        NORMAL
    }

    private final Path path;
    private final Durability durability;
    private final Optional<Path> setAside;
    private final SqliteSession writer;
    private final ReentrantLock writing = new ReentrantLock();
    private final Semaphore readersLeft = new Semaphore(READERS_MAX);
    private final Deque<SqliteSession> idleReaders = new ArrayDeque<>();
    private volatile boolean closed;

    private SqliteFile(
            Path path, Durability durability, SqliteSession writer, Optional<Path> setAside) {
        this.path = path;
        this.durability = durability;
        this.writer = writer;
        this.setAside = setAside;
    }

    /**
     * Opens or creates the file and brings it to the newest shape. A damaged file is renamed to
     * {@code NAME.damaged-TIME} and an empty one takes its place: see {@link #setAside()}.
     *
     * @param migrations one script of DDL for each version of the shape, oldest first; those not
     *     yet applied (by SQLite's {@code user_version}) are. Statements end in semicolons.
     * @throws SqliteException not writable, full, held by another process, or of a newer version
     */
    public static SqliteFile open(
            Path path, Durability durability, List<String> migrations, InstantSource clock) {
        refuseNewer(path, migrations.size());
        try {
            SqliteSession writer = openWriter(path, durability, migrations);
            return new SqliteFile(path, durability, writer, Optional.empty());
        } catch (SqliteException damaged) {
            if (damaged.fault() != SqliteException.Fault.DAMAGED) {
                throw damaged;
            }
            Path kept = moveAside(path, STAMP.format(clock.instant()));
            SqliteSession writer = openWriter(path, durability, migrations);
            return new SqliteFile(path, durability, writer, Optional.of(kept));
        }
    }

    /**
     * Opens a file that its caller has looked at and given its shape. Nothing is set aside.
     *
     * @throws SqliteException it cannot be written, or another process holds it
     */
    public static SqliteFile openSound(Path path, Durability durability) {
        try {
            SqliteSession writer = new SqliteSession(connect(path, durability));
            return new SqliteFile(path, durability, writer, Optional.empty());
        } catch (SQLException e) {
            throw new SqliteException(e);
        }
    }

    /**
     * Looks, before anything is written, whether a later version of this program has been here.
     *
     * @param known versions of the shape that this program knows
     * @throws SqliteException the file is of a newer one
     */
    public static void refuseNewer(Path path, int known) {
        if (!Files.exists(path)) {
            return;
        }
        int version = 0;
        try (Connection connection =
                        DriverManager.getConnection("jdbc:sqlite:" + path.toUri() + "?mode=ro");
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout=" + BUSY_TIMEOUT_MILLIS);
            version = version(statement);
        } catch (SQLException e) {
            // Whatever keeps it from being read is met, and said, when it is opened.
        }
        if (version > known) {
            throw new SqliteException(SqliteException.Fault.NEWER, path.toString());
        }
    }

    private static int version(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("PRAGMA user_version")) {
            return rows.next() ? rows.getInt(1) : 0;
        }
    }

    private static SqliteSession openWriter(
            Path path, Durability durability, List<String> migrations) {
        Connection connection = null;
        try {
            connection = connect(path, durability);
            check(connection, path);
            migrate(connection, migrations);
            return new SqliteSession(connection);
        } catch (SQLException e) {
            closeQuietly(connection);
            throw new SqliteException(e);
        } catch (SqliteException e) {
            closeQuietly(connection);
            throw e;
        }
    }

    private static Connection connect(Path path, Durability durability) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout=" + BUSY_TIMEOUT_MILLIS);
            statement.execute("PRAGMA journal_mode=WAL");
            statement.execute("PRAGMA synchronous=" + durability);
            statement.execute("PRAGMA foreign_keys=ON");
            return connection;
        } catch (SQLException e) {
            closeQuietly(connection);
            throw e;
        }
    }

    private static void check(Connection connection, Path path) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("PRAGMA quick_check(1)")) {
            String verdict = rows.next() ? rows.getString(1) : "no verdict";
            if (!"ok".equals(verdict)) {
                throw new SqliteException(
                        SqliteException.Fault.DAMAGED, path.getFileName() + ": " + verdict);
            }
        }
    }

    private static void migrate(Connection connection, List<String> migrations)
            throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (int next = version(statement); next < migrations.size(); next++) {
                statement.executeUpdate(
                        "BEGIN IMMEDIATE;"
                                + migrations.get(next)
                                + ";PRAGMA user_version="
                                + (next + 1)
                                + ";COMMIT");
            }
        }
    }

    private static Path moveAside(Path path, String stamp) {
        Path kept = path.resolveSibling(path.getFileName() + ".damaged-" + stamp);
        try {
            Files.move(path, kept);
            for (String side : SIDE_FILES) {
                Path sideFile = path.resolveSibling(path.getFileName() + side);
                if (Files.exists(sideFile)) {
                    Files.move(sideFile, kept.resolveSibling(kept.getFileName() + side));
                }
            }
            return kept;
        } catch (IOException e) {
            throw new SqliteException(
                    SqliteException.Fault.NOT_WRITABLE, "could not set aside: " + e.getMessage());
        }
    }

    public Path path() {
        return path;
    }

    /** Where {@link #open} put a damaged file: to be told to a person. */
    public Optional<Path> setAside() {
        return setAside;
    }

    /**
     * Runs a query on one of {@link #READERS_MAX} reading connections, waiting for a free one. It
     * sees everything that was committed before.
     *
     * @throws SqliteException the query failed
     */
    public <T> T read(SqliteOperation<T> query) {
        readersLeft.acquireUninterruptibly();
        SqliteSession reader = null;
        try {
            reader = takeReader();
            T result = query.run(reader);
            giveBack(reader);
            return result;
        } catch (SQLException e) {
            giveUp(reader);
            throw new SqliteException(e);
        } catch (RuntimeException | Error e) {
            // A statement of it may be half read.
            giveUp(reader);
            throw e;
        } finally {
            readersLeft.release();
        }
    }

    private static void giveUp(@Nullable SqliteSession reader) {
        closeQuietly(reader == null ? null : reader.connection());
    }

    private SqliteSession takeReader() throws SQLException {
        synchronized (idleReaders) {
            refuseIfClosed();
            SqliteSession idle = idleReaders.poll();
            if (idle != null) {
                return idle;
            }
        }
        Connection connection = connect(path, durability);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA query_only=ON");
        }
        return new SqliteSession(connection);
    }

    private void giveBack(SqliteSession reader) {
        synchronized (idleReaders) {
            if (!closed) {
                idleReaders.push(reader);
                return;
            }
        }
        closeQuietly(reader.connection());
    }

    @Override
    public List<Outcome> writeTogether(List<? extends SqlOperation<SqliteSession, ?>> operations) {
        writing.lock();
        try {
            refuseIfClosed();
            writer.execute("BEGIN IMMEDIATE");
            return commit(operations);
        } catch (SQLException e) {
            rollBackQuietly();
            throw new SqliteException(e);
        } catch (Error e) {
            // Left open, the transaction would keep the next one from beginning.
            rollBackQuietly();
            throw e;
        } finally {
            writing.unlock();
        }
    }

    private List<Outcome> commit(List<? extends SqlOperation<SqliteSession, ?>> operations)
            throws SQLException {
        List<Outcome> outcomes = new ArrayList<>(operations.size());
        for (SqlOperation<SqliteSession, ?> operation : operations) {
            outcomes.add(runInSavepoint(operation));
        }
        writer.execute("COMMIT");
        return outcomes;
    }

    private Outcome runInSavepoint(SqlOperation<SqliteSession, ?> operation) throws SQLException {
        writer.execute("SAVEPOINT one");
        try {
            Object result = operation.run(writer);
            writer.execute("RELEASE one");
            return new Outcome.Wrote(result);
        } catch (SQLException e) {
            undoSavepoint(e);
            return new Outcome.Failed(new SqliteException(e));
        } catch (RuntimeException | Error e) {
            undoSavepoint(new SQLException(e));
            return new Outcome.Failed(e);
        }
    }

    // SQLite may have rolled the whole transaction back already, as it does when the disk is full:
    // then everything in it has failed, for the reason that the operation met.
    private void undoSavepoint(SQLException reason) throws SQLException {
        writer.forgetStatements();
        try {
            writer.execute("ROLLBACK TO one");
            writer.execute("RELEASE one");
        } catch (SQLException nothingToUndo) {
            throw reason;
        }
    }

    private void rollBackQuietly() {
        try {
            writer.execute("ROLLBACK");
        } catch (SQLException alreadyRolledBack) {
            // Nothing is left to undo.
        }
    }

    @Override
    public int transactionMax() {
        return TRANSACTION_MAX;
    }

    @Override
    public RuntimeException overloaded(String detail) {
        return new SqliteException(SqliteException.Fault.OVERLOADED, detail);
    }

    private void refuseIfClosed() {
        if (closed) {
            throw new SqliteException(SqliteException.Fault.CLOSED, path.toString());
        }
    }

    /** Waits for the transaction under way; later calls fail as closed. */
    @Override
    public void close() {
        writing.lock();
        try {
            synchronized (idleReaders) {
                if (closed) {
                    return;
                }
                closed = true;
                idleReaders.forEach(reader -> closeQuietly(reader.connection()));
                idleReaders.clear();
            }
            closeQuietly(writer.connection());
        } finally {
            writing.unlock();
        }
    }

    private static void closeQuietly(@Nullable Connection connection) {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException e) {
            // The connection is given up either way.
        }
    }
}
