package virga.ops.operator.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import virga.protocol.record.DhtKey;
import virga.protocol.record.RecordKind;
import virga.protocol.record.SignedRecord;

/**
 * Every static record with the number of the change that wrote it. A record written again gets a
 * new number, so that reading all since N misses nothing and repeats only what changed.
 */
public final class RecordTable {
    private static final String SELECT =
            "SELECT about, domain, key, kind, version, expires, body, signature, change"
                    + " FROM records";

    private final Rows rows;
    private long lastPut;

    RecordTable(Rows rows) {
        this.rows = rows;
    }

    /** Puts the record in the place of the one at its key; its change number. */
    public long put(StaticRecord record) throws SQLException {
        long change =
                rows.one(
                                "UPDATE network SET change = change + 1 WHERE id = 1 RETURNING"
                                        + " change",
                                row -> row.getLong(1))
                        .orElseThrow(() -> new IllegalStateException("the registry is empty"));
        SignedRecord signed = record.signed();
        rows.change(
                "INSERT INTO records(about, domain, key, kind, version, expires, body, signature,"
                        + " change) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
                        + " ON CONFLICT (about, domain, key) DO UPDATE SET kind = excluded.kind,"
                        + " version = excluded.version, expires = excluded.expires, body ="
                        + " excluded.body, signature = excluded.signature, change ="
                        + " excluded.change",
                record.about().number(),
                record.key().domain(),
                record.key().hash(),
                signed.kind().number(),
                record.version(),
                record.expires().getEpochSecond(),
                signed.body(),
                signed.signature(),
                change);
        lastPut = change;
        return change;
    }

    /** Number of the last {@link #put} of this transaction; 0 where there was none. */
    long lastPut() {
        return lastPut;
    }

    public long lastChange() throws SQLException {
        return rows.one("SELECT change FROM network WHERE id = 1", row -> row.getLong(1))
                .orElse(0L);
    }

    public Optional<StaticRecord> at(RecordKind about, DhtKey key) throws SQLException {
        return rows.one(
                SELECT + " WHERE about = ? AND domain = ? AND key = ?",
                RecordTable::read,
                about.number(),
                key.domain(),
                key.hash());
    }

    /** Up to {@code atMost} records written after change {@code after} and alive, oldest first. */
    public List<StaticRecord> since(long after, Instant now, int atMost) throws SQLException {
        return rows.list(
                SELECT + " WHERE change > ? AND expires > ? ORDER BY change LIMIT ?",
                RecordTable::read,
                after,
                now.getEpochSecond(),
                atMost);
    }

    /** Records about a kind that are alive. */
    public List<StaticRecord> about(RecordKind about, Instant now, int atMost) throws SQLException {
        return rows.list(
                SELECT
                        + " WHERE about = ? AND kind = ? AND expires > ? ORDER BY expires DESC"
                        + " LIMIT ?",
                RecordTable::read,
                about.number(),
                about.number(),
                now.getEpochSecond(),
                atMost);
    }

    /** Forgets records that nobody believes any more; number of them. */
    public int forgetExpired(Instant now) throws SQLException {
        return rows.change("DELETE FROM records WHERE expires <= ?", now.getEpochSecond());
    }

    static RecordKind kind(int number) {
        return Arrays.stream(RecordKind.values())
                .filter(kind -> kind.number() == number)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no record kind " + number));
    }

    private static StaticRecord read(ResultSet row) throws SQLException {
        return new StaticRecord(
                kind(row.getInt("about")),
                new DhtKey(Rows.domain(row, "domain"), Rows.bytes(row, "key")),
                row.getLong("version"),
                Instant.ofEpochSecond(row.getLong("expires")),
                new SignedRecord(
                        kind(row.getInt("kind")),
                        Rows.bytes(row, "body"),
                        Rows.bytes(row, "signature")),
                row.getLong("change"));
    }
}
