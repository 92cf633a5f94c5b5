package virga.ops.operator.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import virga.protocol.identity.PublicKey;

/** The operators that are at work on the registry. */
public final class OperatorTable {
    private final Rows rows;

    OperatorTable(Rows rows) {
        this.rows = rows;
    }

    public boolean has(PublicKey key) throws SQLException {
        return rows.one(
                        "SELECT public_key FROM operators WHERE public_key = ?",
                        row -> key,
                        key.encoded())
                .isPresent();
    }

    /** In the order in which they came. */
    public List<OperatorEntry> all() throws SQLException {
        return rows.list(
                "SELECT public_key, domain, added FROM operators ORDER BY added, public_key",
                OperatorTable::read);
    }

    public void insert(OperatorEntry operator) throws SQLException {
        rows.change(
                "INSERT INTO operators(public_key, domain, added) VALUES (?, ?, ?)",
                operator.key().encoded(),
                operator.domain(),
                operator.added().getEpochSecond());
    }

    private static OperatorEntry read(ResultSet row) throws SQLException {
        return new OperatorEntry(
                new PublicKey(Rows.bytes(row, "public_key")),
                Rows.domain(row, "domain"),
                Instant.ofEpochSecond(row.getLong("added")));
    }
}
