package virga.ops.operator.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import virga.protocol.Bytes;
import virga.protocol.identity.DomainId;

/** The registry's domains. */
public final class DomainTable {
    private static final String SELECT = "SELECT id, name, domain_key, quota, entries FROM domains";

    private final Rows rows;

    DomainTable(Rows rows) {
        this.rows = rows;
    }

    public Optional<DomainEntry> byId(DomainId id) throws SQLException {
        return rows.one(SELECT + " WHERE id = ?", DomainTable::read, id);
    }

    public Optional<DomainEntry> byName(String name) throws SQLException {
        return rows.one(SELECT + " WHERE name = ?", DomainTable::read, name);
    }

    /** The domain, or an {@link OperatorException} that says it is unknown. */
    public DomainEntry named(String name) throws SQLException {
        return byName(name)
                .orElseThrow(
                        () ->
                                OperatorException.notFound(
                                        "there is no domain '" + name + "'",
                                        "see `virga operator domain list`"));
    }

    public List<DomainEntry> all() throws SQLException {
        return rows.list(SELECT + " ORDER BY name", DomainTable::read);
    }

    public void insert(DomainEntry domain) throws SQLException {
        rows.change(
                "INSERT INTO domains(id, name, domain_key, quota, entries) VALUES (?, ?, ?, ?, 0)",
                domain.id(),
                domain.name(),
                domain.key(),
                domain.quota());
    }

    public void setQuota(DomainId id, int quota) throws SQLException {
        rows.change("UPDATE domains SET quota = ? WHERE id = ?", quota, id);
    }

    /** Counts nodes and devices that came (positive) or went (negative). */
    public void count(DomainId id, int difference) throws SQLException {
        rows.change("UPDATE domains SET entries = entries + ? WHERE id = ?", difference, id);
    }

    private static DomainEntry read(ResultSet row) throws SQLException {
        Bytes key = Rows.bytes(row, "domain_key");
        return new DomainEntry(
                Rows.domain(row, "id"),
                row.getString("name"),
                key,
                row.getInt("quota"),
                row.getInt("entries"));
    }
}
