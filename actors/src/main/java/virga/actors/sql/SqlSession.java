package virga.actors.sql;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/** One connection, lent to one operation at a time. */
public interface SqlSession {
    /** The statement for {@code sql}, free of old parameters. Do not close it. */
    PreparedStatement statement(String sql) throws SQLException;

    /** Runs statements without parameters or result, such as DDL. */
    void execute(String sql) throws SQLException;
}
