package virga.ops.operator.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import virga.protocol.Malformed;
import virga.protocol.carrier.Candidate;
import virga.protocol.identity.NodeId;
import virga.protocol.record.CandidateList;

/** The registry's supers: what changes often and stands in no signed record. */
public final class SuperTable {
    private static final String SELECT =
            "SELECT domain, key_hash, candidates, store, seen, joined, fed FROM supers";

    private final Rows rows;

    SuperTable(Rows rows) {
        this.rows = rows;
    }

    public List<SuperEntry> all() throws SQLException {
        return rows.list(SELECT + " ORDER BY domain, key_hash", SuperTable::read);
    }

    public Optional<SuperEntry> byId(NodeId id) throws SQLException {
        return rows.one(
                SELECT + " WHERE domain = ? AND key_hash = ?",
                SuperTable::read,
                id.domain(),
                id.keyHash());
    }

    public void put(SuperEntry entry) throws SQLException {
        rows.change(
                "INSERT INTO supers(domain, key_hash, candidates, store, seen, joined, fed)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)"
                        + " ON CONFLICT(domain, key_hash) DO UPDATE SET"
                        + " candidates = excluded.candidates, store = excluded.store,"
                        + " seen = excluded.seen, joined = excluded.joined, fed = excluded.fed",
                entry.id().domain(),
                entry.id().keyHash(),
                CandidateList.encode(entry.candidates()),
                entry.store(),
                entry.seen().getEpochSecond(),
                entry.joined(),
                entry.fed());
    }

    public void seen(NodeId id, Instant now) throws SQLException {
        rows.change(
                "UPDATE supers SET seen = ? WHERE domain = ? AND key_hash = ?",
                now.getEpochSecond(),
                id.domain(),
                id.keyHash());
    }

    /** It has everything up to this change; never less than before. */
    public void fed(NodeId id, long change) throws SQLException {
        rows.change(
                "UPDATE supers SET fed = ? WHERE domain = ? AND key_hash = ? AND fed < ?",
                change,
                id.domain(),
                id.keyHash(),
                change);
    }

    public void remove(NodeId id) throws SQLException {
        rows.change(
                "DELETE FROM supers WHERE domain = ? AND key_hash = ?", id.domain(), id.keyHash());
    }

    private static SuperEntry read(ResultSet row) throws SQLException {
        return new SuperEntry(
                new NodeId(Rows.domain(row, "domain"), Rows.bytes(row, "key_hash")),
                candidates(row),
                Rows.bytes(row, "store"),
                Instant.ofEpochSecond(row.getLong("seen")),
                row.getLong("joined"),
                row.getLong("fed"));
    }

    private static List<Candidate> candidates(ResultSet row) throws SQLException {
        try {
            return CandidateList.decode(Rows.bytes(row, "candidates"));
        } catch (Malformed e) {
            throw new SQLException("a super's candidates are damaged", e);
        }
    }
}
