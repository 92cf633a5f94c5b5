package virga.ops.operator.registry.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import virga.actors.sql.SqlSession;

/** A pooled connection for one transaction. Giving the connection back closes the statements. */
final class PostgresSession implements SqlSession {
    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    PostgresSession(Connection connection) {
        this.connection = connection;
    }

    @Override
    public PreparedStatement statement(String sql) throws SQLException {
        PreparedStatement kept = statements.get(sql);
        if (kept == null) {
            kept = connection.prepareStatement(sql);
            statements.put(sql, kept);
        }
        kept.clearParameters();
        return kept;
    }

    @Override
    public void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
