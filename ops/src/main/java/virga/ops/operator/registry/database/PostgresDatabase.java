package virga.ops.operator.registry.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import virga.actors.sql.CommitQueue;
import virga.actors.sql.SqlOperation;
import virga.actors.sql.SqlSession;
import virga.actors.sql.TransactionWriter;

/**
 * A registry on PostgreSQL, beside other operators' processes. Write transactions of all of them
 * take turns at one lock, as if there were one writer, so that what an operation reads in its
 * transaction holds until it has written. A server that goes away fails what is asked of it
 * meanwhile; the pool connects again by itself.
 */
final class PostgresDatabase implements RegistryDatabase, TransactionWriter<PostgresSession> {
    /** Connections: one that writes, one that looks for news, and those that read. */
    static final int CONNECTIONS_MAX = 6;

    /**
     * Operations of one transaction. The server keeps so many savepoints of one at hand, and each
     * version of a row lasts until its transaction ends, walked through by whoever reads it: those
     * of the change number and of a token in use. Longer ones were slower.
     */
    static final int TRANSACTION_MAX = 64;

    /** How long an operation waits for a connection, while the server may be away. */
    static final Duration CONNECTION_WAIT_MAX = Duration.ofSeconds(2);

    /** How long a write transaction waits for its turn. */
    static final Duration TURN_WAIT_MAX = Duration.ofSeconds(10);

    /** A process that stops in the middle of a transaction keeps the others waiting so long. */
    static final Duration IDLE_IN_TRANSACTION_MAX = Duration.ofSeconds(8);

    /** How often it is looked for what other operators wrote. */
    static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    /** Drawn once; nothing else in the database uses it. */
    private static final long TURN_LOCK = 0x7669_7267_6131L;

    private static final String BEGIN =
            "SELECT pg_advisory_xact_lock(" + TURN_LOCK + "); SAVEPOINT one";
    private static final String NEXT = "RELEASE SAVEPOINT one; SAVEPOINT one";
    private static final String UNDO = "ROLLBACK TO SAVEPOINT one";

    /** What is acknowledged is on the server's disk, whatever its usual setting. */
    private static final String SESSION =
            "SELECT set_config('synchronous_commit', 'on', false)"
                    + " WHERE current_setting('synchronous_commit') = 'off';"
                    + " SET lock_timeout = "
                    + TURN_WAIT_MAX.toMillis()
                    + "; SET idle_in_transaction_session_timeout = "
                    + IDLE_IN_TRANSACTION_MAX.toMillis();

    private final PostgresUrl url;
    private final PostgresFault faults;
    private final PostgresTrouble trouble = new PostgresTrouble();
    private final HikariDataSource pool;
    private final Executor blocking;
    private final CommitQueue<PostgresSession> commits;
    private volatile boolean closed;

    private PostgresDatabase(PostgresUrl url, Executor blocking) {
        this.url = url;
        this.faults = new PostgresFault(url);
        this.pool = pool(url);
        this.blocking = blocking;
        this.commits = new CommitQueue<>(this, blocking);
    }

    static PostgresDatabase open(PostgresUrl url, Executor blocking) {
        prepare(url);
        return new PostgresDatabase(url, blocking);
    }

    /** Connects without the pool, which would try again in vain and not say why. */
    private static void prepare(PostgresUrl url) {
        try {
            RegistrySchema.POSTGRESQL.bringUpToDate(url.source(), url.toString());
        } catch (SQLException e) {
            throw new PostgresFault(url).of(e);
        }
    }

    private static HikariDataSource pool(PostgresUrl url) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(url.source());
        config.setPoolName("registry");
        config.setMaximumPoolSize(CONNECTIONS_MAX);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(CONNECTION_WAIT_MAX.toMillis());
        config.setValidationTimeout(CONNECTION_WAIT_MAX.toMillis());
        // The server was there a moment ago; should it be gone by now, it is waited for.
        config.setInitializationFailTimeout(-1);
        config.setConnectionInitSql(SESSION);
        return new HikariDataSource(config);
    }

    @Override
    public <T> T read(SqlOperation<SqlSession, T> query) {
        refuseIfClosed();
        try (Connection connection = pool.getConnection()) {
            T result = query.run(new PostgresSession(connection));
            trouble.worked();
            return result;
        } catch (SQLException e) {
            throw met(e);
        }
    }

    @Override
    public <T> CompletionStage<T> change(SqlOperation<SqlSession, T> operation) {
        return commits.submit(operation::run);
    }

    @Override
    public List<Outcome> writeTogether(
            List<? extends SqlOperation<PostgresSession, ?>> operations) {
        refuseIfClosed();
        // A connection that is given back in the middle of a transaction is rolled back.
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            List<Outcome> outcomes = run(operations, new PostgresSession(connection));
            connection.commit();
            trouble.worked();
            return outcomes;
        } catch (SQLException e) {
            throw met(e);
        }
    }

    private List<Outcome> run(
            List<? extends SqlOperation<PostgresSession, ?>> operations, PostgresSession session)
            throws SQLException {
        List<Outcome> outcomes = new ArrayList<>(operations.size());
        session.execute(BEGIN);
        for (SqlOperation<PostgresSession, ?> operation : operations) {
            outcomes.add(runInSavepoint(operation, session));
        }
        return outcomes;
    }

    private Outcome runInSavepoint(
            SqlOperation<PostgresSession, ?> operation, PostgresSession session)
            throws SQLException {
        try {
            Object result = operation.run(session);
            session.execute(NEXT);
            return new Outcome.Wrote(result);
        } catch (SQLException e) {
            undo(session, e);
            return new Outcome.Failed(faults.of(e));
        } catch (RuntimeException | Error e) {
            undo(session, new SQLException(e));
            return new Outcome.Failed(e);
        }
    }

    // Where the connection is lost, all of the transaction has failed, for the reason first met.
    private static void undo(PostgresSession session, SQLException reason) throws SQLException {
        try {
            session.execute(UNDO);
        } catch (SQLException lost) {
            throw reason.getSQLState() == null ? lost : reason;
        }
    }

    @Override
    public int transactionMax() {
        return TRANSACTION_MAX;
    }

    @Override
    public RuntimeException overloaded(String detail) {
        return new DatabaseException(
                "too much waits to be written: " + detail, "say it again in a moment");
    }

    private DatabaseException met(SQLException e) {
        DatabaseException fault = faults.of(e);
        if (!closed) {
            trouble.met(fault);
        }
        return fault;
    }

    @Override
    public void watch(Runnable look) {
        Executor later =
                CompletableFuture.delayedExecutor(
                        LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS, blocking);
        later.execute(
                () -> {
                    if (!closed) {
                        try {
                            look.run();
                        } catch (DatabaseException said) {
                            // It is in the log, and looked for again.
                        } finally {
                            watch(look);
                        }
                    }
                });
    }

    private void refuseIfClosed() {
        if (closed) {
            throw new DatabaseException("the registry " + url + " is closed", "");
        }
    }

    @Override
    public void close() {
        closed = true;
        pool.close();
    }
}
