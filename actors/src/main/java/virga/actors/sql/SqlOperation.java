package virga.actors.sql;

import java.sql.SQLException;

/** Work on a database that returns {@code T}. It must not commit, roll back or keep statements. */
@FunctionalInterface
public interface SqlOperation<S extends SqlSession, T> {
    T run(S session) throws SQLException;
}
