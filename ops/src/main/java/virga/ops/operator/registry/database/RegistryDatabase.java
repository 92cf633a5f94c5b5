package virga.ops.operator.registry.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import virga.actors.sql.SqlOperation;
import virga.actors.sql.SqlSession;

/** What a registry asks of a database. Thread safe. */
public interface RegistryDatabase extends AutoCloseable {
    /** Runs a query that sees everything acknowledged before. Blocks. */
    <T> T read(SqlOperation<SqlSession, T> query);

    /**
     * Runs {@code operation}; the stage completes when what it did is on the disk. Operations that
     * wait at one moment share one transaction, in which each stands in a savepoint.
     */
    <T> CompletionStage<T> change(SqlOperation<SqlSession, T> operation);

    /**
     * {@code look} runs about once a second from now on where other processes write too, for it may
     * have something new to find; never where this process is the only one.
     */
    void watch(Runnable look);

    /**
     * Connects to a server and changes nothing.
     *
     * @throws DatabaseException it cannot be reached, or lets nobody in
     */
    static void reach(PostgresUrl url) {
        try (Connection connection = url.source().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT 1");
        } catch (SQLException e) {
            throw new PostgresFault(url).of(e);
        }
    }

    /** Later calls fail. */
    @Override
    void close();

    /**
     * Opens it and brings its tables to this version's shape.
     *
     * @param blocking runs what waits for the database
     * @throws DatabaseException it cannot be used, and was left as it is
     */
    static RegistryDatabase open(RegistryPlace place, Executor blocking) {
        return switch (place) {
            case RegistryPlace.InFile(var path) -> SqliteDatabase.open(path, blocking);
            case RegistryPlace.OnServer(PostgresUrl url) -> PostgresDatabase.open(url, blocking);
        };
    }
}
