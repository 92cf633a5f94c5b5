package virga.ops.operator.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import virga.protocol.Bytes;
import virga.protocol.identity.DomainId;
import virga.protocol.identity.NodeId;
import virga.protocol.identity.PublicKey;
import virga.protocol.identity.Role;

/** The registry's nodes. */
public final class NodeTable {
    private static final String SELECT =
            "SELECT domain, key_hash, public_key, name, roles, labels, version, expires, token"
                    + " FROM nodes";

    private final Rows rows;

    NodeTable(Rows rows) {
        this.rows = rows;
    }

    public Optional<NodeEntry> byId(NodeId id) throws SQLException {
        return rows.one(
                SELECT + " WHERE domain = ? AND key_hash = ?",
                NodeTable::read,
                id.domain(),
                id.keyHash());
    }

    /** The node that holds a name, expired or not; nobody holds the empty one. */
    public Optional<NodeEntry> byName(DomainId domain, String name) throws SQLException {
        return name.isEmpty()
                ? Optional.empty()
                : rows.one(
                        SELECT + " WHERE domain = ? AND name = ? AND name <> ''",
                        NodeTable::read,
                        domain,
                        name);
    }

    /** The nodes with this key, each in another domain. */
    public List<NodeEntry> ofKey(Bytes keyHash) throws SQLException {
        return rows.list(SELECT + " WHERE key_hash = ? ORDER BY domain", NodeTable::read, keyHash);
    }

    public List<NodeEntry> all() throws SQLException {
        return rows.list(SELECT + " ORDER BY domain, key_hash", NodeTable::read);
    }

    public List<NodeEntry> ofDomain(DomainId domain) throws SQLException {
        return rows.list(SELECT + " WHERE domain = ? ORDER BY key_hash", NodeTable::read, domain);
    }

    /** Puts the node in; true where it is a new one. */
    public boolean put(NodeEntry node) throws SQLException {
        Object[] values = {
            node.publicKey().encoded(),
            node.name(),
            Role.toBits(node.roles()),
            LocationLabels.toColumn(node.labels()),
            node.version(),
            node.expires().getEpochSecond(),
            node.token(),
            node.id().domain(),
            node.id().keyHash()
        };
        // Most are new: then it is one statement.
        boolean isNew =
                rows.change(
                                "INSERT INTO nodes(public_key, name, roles, labels, version,"
                                        + " expires, token, domain, key_hash)"
                                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
                                        + " ON CONFLICT (domain, key_hash) DO NOTHING",
                                values)
                        == 1;
        if (!isNew) {
            rows.change(
                    "UPDATE nodes SET public_key = ?, name = ?, roles = ?, labels = ?, version = ?,"
                            + " expires = ?, token = ? WHERE domain = ? AND key_hash = ?",
                    values);
        }
        return isNew;
    }

    public List<NodeEntry> expiredBefore(Instant moment, int atMost) throws SQLException {
        return rows.list(
                SELECT + " WHERE expires < ? ORDER BY expires LIMIT ?",
                NodeTable::read,
                moment.getEpochSecond(),
                atMost);
    }

    public void remove(NodeId id) throws SQLException {
        rows.change(
                "DELETE FROM nodes WHERE domain = ? AND key_hash = ?", id.domain(), id.keyHash());
    }

    public void clearName(NodeId id) throws SQLException {
        rows.change(
                "UPDATE nodes SET name = '' WHERE domain = ? AND key_hash = ?",
                id.domain(),
                id.keyHash());
    }

    private static NodeEntry read(ResultSet row) throws SQLException {
        return new NodeEntry(
                new NodeId(Rows.domain(row, "domain"), Rows.bytes(row, "key_hash")),
                new PublicKey(Rows.bytes(row, "public_key")),
                row.getString("name"),
                Role.fromBits(row.getInt("roles")),
                LocationLabels.fromColumn(row.getString("labels")),
                row.getLong("version"),
                Instant.ofEpochSecond(row.getLong("expires")),
                Rows.bytes(row, "token"));
    }
}
