package virga.actors.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import virga.actors.sql.SqlSession;

/**
 * One connection with its prepared statements kept. Not thread safe: it is lent to one operation at
 * a time.
 */
public final class SqliteSession implements SqlSession {
    /** Prepared statements kept; the one unused for longest goes first. */
    static final int STATEMENTS_MAX = 64;

    private final Connection connection;
    private final Map<String, PreparedStatement> statements =
            new LinkedHashMap<>(STATEMENTS_MAX, 0.75f, true);

    SqliteSession(Connection connection) {
        this.connection = connection;
    }

    @Override
    public PreparedStatement statement(String sql) throws SQLException {
        PreparedStatement kept = statements.get(sql);
        if (kept == null) {
            forgetOldest();
            kept = connection.prepareStatement(sql);
            statements.put(sql, kept);
        }
        kept.clearParameters();
        return kept;
    }

    private void forgetOldest() throws SQLException {
        if (statements.size() >= STATEMENTS_MAX) {
            String oldest = statements.keySet().iterator().next();
            PreparedStatement statement = statements.remove(oldest);
            if (statement != null) {
                statement.close();
            }
        }
    }

    @Override
    public void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    /** After an error: the driver may have closed the statement that met it. */
    void forgetStatements() {
        for (PreparedStatement statement : statements.values()) {
            try {
                statement.close();
            } catch (SQLException alreadyClosed) {
                // It is not used again either way.
            }
        }
        statements.clear();
    }

    Connection connection() {
        return connection;
    }
}
