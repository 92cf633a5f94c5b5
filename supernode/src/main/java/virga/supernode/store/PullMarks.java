package virga.supernode.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import virga.actors.sqlite.SqliteSession;
import virga.protocol.Bytes;
import virga.protocol.record.KeyRange;

/** How far ranges have come that are being received. */
record PullMarks(SqliteSession session) {
    Optional<Bytes> get(KeyRange range) throws SQLException {
        PreparedStatement select =
                session.statement("SELECT cursor FROM pulls WHERE range_from = ? AND range_to = ?");
        select.setLong(1, range.from());
        select.setLong(2, range.to());
        try (ResultSet row = select.executeQuery()) {
            return row.next() ? Optional.of(Bytes.owning(row.getBytes(1))) : Optional.empty();
        }
    }

    void put(KeyRange range, Bytes cursor) throws SQLException {
        PreparedStatement change =
                session.statement(
                        cursor.isEmpty()
                                ? "DELETE FROM pulls WHERE range_from = ? AND range_to = ?"
                                : "INSERT OR REPLACE INTO pulls(range_from, range_to, cursor)"
                                        + " VALUES(?, ?, ?)");
        change.setLong(1, range.from());
        change.setLong(2, range.to());
        if (!cursor.isEmpty()) {
            change.setBytes(3, cursor.borrowed());
        }
        change.executeUpdate();
    }
}
