package virga.ops.operator.registry;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import virga.actors.sql.SqlSession;
import virga.protocol.Bytes;
import virga.protocol.identity.DomainId;

/** Rows of the registry: arguments go in as domain values, rows come out through a reader. */
final class Rows {
    private final SqlSession session;

    Rows(SqlSession session) {
        this.session = session;
    }

    /** Reads one row; the cursor stands on it. */
    interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    <T> List<T> list(String sql, Reader<T> reader, Object... arguments) throws SQLException {
        List<T> rows = new ArrayList<>();
        try (ResultSet row = bound(sql, arguments).executeQuery()) {
            while (row.next()) {
                rows.add(reader.read(row));
            }
        }
        return rows;
    }

    <T> Optional<T> one(String sql, Reader<T> reader, Object... arguments) throws SQLException {
        try (ResultSet row = bound(sql, arguments).executeQuery()) {
            return row.next() ? Optional.of(reader.read(row)) : Optional.empty();
        }
    }

    /** Number of rows that changed. */
    int change(String sql, Object... arguments) throws SQLException {
        return bound(sql, arguments).executeUpdate();
    }

    private PreparedStatement bound(String sql, Object... arguments) throws SQLException {
        PreparedStatement statement = session.statement(sql);
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case Bytes bytes -> statement.setBytes(i + 1, bytes.toArray());
                case DomainId domain ->
                        statement.setLong(i + 1, Integer.toUnsignedLong(domain.value()));
                case String text -> statement.setString(i + 1, text);
                case Integer number -> statement.setInt(i + 1, number);
                case Long number -> statement.setLong(i + 1, number);
                default ->
                        throw new IllegalArgumentException(
                                "no column holds " + arguments[i].getClass());
            }
        }
        return statement;
    }

    static Bytes bytes(ResultSet row, String column) throws SQLException {
        byte[] content = row.getBytes(column);
        return content == null ? Bytes.EMPTY : Bytes.owning(content);
    }

    static DomainId domain(ResultSet row, String column) throws SQLException {
        return new DomainId((int) row.getLong(column));
    }
}
