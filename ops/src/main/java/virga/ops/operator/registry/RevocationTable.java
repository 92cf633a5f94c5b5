package virga.ops.operator.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import virga.protocol.Bytes;

/** Keys that the operator has revoked, and the number of the last list that says so. */
public final class RevocationTable {
    private final Rows rows;

    RevocationTable(Rows rows) {
        this.rows = rows;
    }

    /** Revokes the key for good; it stands in the list until the last record about it has ended. */
    public void revoke(Bytes keyHash, Instant now, Instant until) throws SQLException {
        rows.change(
                "INSERT INTO revoked_keys(key_hash, revoked, until) VALUES (?, ?, ?)"
                        + " ON CONFLICT (key_hash) DO UPDATE SET until = excluded.until",
                keyHash,
                now.getEpochSecond(),
                until.getEpochSecond());
    }

    /** Whether the key was ever revoked. */
    public boolean isRevoked(Bytes keyHash) throws SQLException {
        return rows.one("SELECT 1 FROM revoked_keys WHERE key_hash = ?", row -> true, keyHash)
                .isPresent();
    }

    /** Hashes of the keys that stand in a list signed now. */
    public List<Bytes> listed(Instant now) throws SQLException {
        return rows.list(
                "SELECT key_hash FROM revoked_keys WHERE until > ? ORDER BY key_hash",
                row -> Rows.bytes(row, "key_hash"),
                now.getEpochSecond());
    }

    /** When the first of them leaves it. */
    public Optional<Instant> firstToLeave(Instant now) throws SQLException {
        return rows.one(
                "SELECT until FROM revoked_keys WHERE until > ? ORDER BY until LIMIT 1",
                row -> moment(row),
                now.getEpochSecond());
    }

    /** The number of the next list, which is never given again. */
    public long nextNumber() throws SQLException {
        rows.change("UPDATE revocation_list SET number = number + 1");
        return rows.one("SELECT number FROM revocation_list", row -> row.getLong(1))
                .orElseThrow(() -> new IllegalStateException("the registry lacks a row"));
    }

    private static Instant moment(ResultSet row) throws SQLException {
        return Instant.ofEpochSecond(row.getLong("until"));
    }
}
