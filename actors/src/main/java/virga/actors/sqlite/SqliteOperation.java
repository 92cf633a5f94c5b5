package virga.actors.sqlite;

import java.sql.SQLException;

/**
 * Work on the database that returns {@code T}. It must not commit, roll back or keep statements.
 */
@FunctionalInterface
public interface SqliteOperation<T> {
    T run(SqliteSession session) throws SQLException;
}
