package virga.actors.sqlite;

import virga.actors.sql.SqlOperation;

/**
 * Work on the database that returns {@code T}. It must not commit, roll back or keep statements.
 */
@FunctionalInterface
public interface SqliteOperation<T> extends SqlOperation<SqliteSession, T> {}
