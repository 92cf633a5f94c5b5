package virga.ops.operator.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import virga.protocol.Bytes;
import virga.protocol.identity.Role;

/** The registry's join tokens. */
public final class TokenTable {
    private final Rows rows;

    TokenTable(Rows rows) {
        this.rows = rows;
    }

    public Optional<TokenEntry> bySecretHash(Bytes secretHash) throws SQLException {
        return rows.one(
                "SELECT secret_hash, domain, roles, labels, uses_left, expires FROM tokens"
                        + " WHERE secret_hash = ?",
                TokenTable::read,
                secretHash);
    }

    public void insert(TokenEntry token) throws SQLException {
        rows.change(
                "INSERT INTO tokens(secret_hash, domain, roles, labels, uses_left, expires)"
                        + " VALUES (?, ?, ?, ?, ?, ?)",
                token.secretHash(),
                token.domain(),
                Role.toBits(token.roles()),
                LocationLabels.toColumn(token.labels()),
                token.usesLeft(),
                token.expires().getEpochSecond());
    }

    public void takeUse(Bytes secretHash) throws SQLException {
        rows.change(
                "UPDATE tokens SET uses_left = uses_left - 1 WHERE secret_hash = ?", secretHash);
    }

    /** Forgets tokens that expired before {@code moment}; number of them. */
    public int forgetExpired(Instant moment) throws SQLException {
        return rows.change("DELETE FROM tokens WHERE expires < ?", moment.getEpochSecond());
    }

    private static TokenEntry read(ResultSet row) throws SQLException {
        return new TokenEntry(
                Rows.bytes(row, "secret_hash"),
                Rows.domain(row, "domain"),
                Role.fromBits(row.getInt("roles")),
                LocationLabels.fromColumn(row.getString("labels")),
                row.getInt("uses_left"),
                Instant.ofEpochSecond(row.getLong("expires")));
    }
}
