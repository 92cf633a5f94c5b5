package virga.supernode.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import virga.actors.sqlite.SqliteSession;
import virga.protocol.Bytes;
import virga.protocol.record.DhtKey;
import virga.protocol.record.RecordKind;
import virga.protocol.record.SignedRecord;
import virga.protocol.record.Slot;

/** The statements of one reading connection that look for single records. */
record EntryReader(SqliteSession session, Instant now) {
    /** Keys of one statement; fewer are filled up with the last, which costs SQLite nothing. */
    private static final int KEYS_MAX = 64;

    private static final int KEYS_SOME = 8;
    private static final String SELECT_ONE = select(1);
    private static final String SELECT_SOME = select(KEYS_SOME);
    private static final String SELECT_MANY = select(KEYS_MAX);

    private static String select(int keys) {
        return "SELECT key, removed, expires, body, signature FROM entries"
                + " WHERE kind = ? AND key IN (?"
                + ", ?".repeat(keys - 1)
                + ")";
    }

    /** {@code until}: seconds since 1970 from which nobody believes it. */
    record Row(SignedRecord record, long until) {}

    /**
     * The believable records and tombstones in these slots, all of one kind; a device also by its
     * name. A slot without one is not in the map.
     */
    Map<Slot, Row> find(RecordKind kind, List<Slot> slots) throws SQLException {
        Map<Slot, Row> found = new HashMap<>(slots.size() * 2);
        for (int from = 0; from < slots.size(); from += KEYS_MAX) {
            findSome(kind, slots.subList(from, Math.min(slots.size(), from + KEYS_MAX)), found);
        }
        if (kind == RecordKind.DEVICE) {
            for (Slot slot : slots) {
                if (!found.containsKey(slot)) {
                    findByPlace(slot).ifPresent(row -> found.put(slot, row));
                }
            }
        }
        return found;
    }

    private void findSome(RecordKind kind, List<Slot> slots, Map<Slot, Row> found)
            throws SQLException {
        int wanted = slots.size();
        int keys = wanted == 1 ? 1 : wanted <= KEYS_SOME ? KEYS_SOME : KEYS_MAX;
        PreparedStatement select =
                session.statement(
                        keys == 1 ? SELECT_ONE : keys == KEYS_SOME ? SELECT_SOME : SELECT_MANY);
        select.setInt(1, kind.number());
        for (int i = 0; i < keys; i++) {
            Slot slot = slots.get(Math.min(i, slots.size() - 1));
            select.setBytes(i + 2, slot.key().toBytes().borrowed());
        }
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                long until = rows.getLong(3);
                if (until > now.getEpochSecond()) {
                    DhtKey key = DhtKey.fromBytes(Bytes.owning(rows.getBytes(1)));
                    SignedRecord record = record(rows, kind, 2, 4);
                    found.put(new Slot(kind, key), new Row(record, until));
                }
            }
        }
    }

    /** Of several under one name: one that is not removed, then the newest, then the first key. */
    private Optional<Row> findByPlace(Slot slot) throws SQLException {
        PreparedStatement select =
                session.statement(
                        "SELECT e.removed, e.expires, e.body, e.signature FROM places p"
                                + " CROSS JOIN entries e ON e.kind = p.kind AND e.key = p.key"
                                + " WHERE p.kind = ? AND p.place = ? AND e.expires > ?"
                                + " ORDER BY e.removed, e.version DESC, e.key LIMIT 1");
        select.setInt(1, slot.kind().number());
        select.setBytes(2, slot.key().toBytes().borrowed());
        select.setLong(3, now.getEpochSecond());
        try (ResultSet row = select.executeQuery()) {
            return row.next()
                    ? Optional.of(new Row(record(row, slot.kind(), 1, 3), row.getLong(2)))
                    : Optional.empty();
        }
    }

    /** All believable records of a kind in the whole network, in the order of their keys. */
    List<Row> all(RecordKind kind, int atMost) throws SQLException {
        PreparedStatement select =
                session.statement(
                        "SELECT removed, expires, body, signature FROM entries"
                                + " WHERE kind = ? AND NOT removed AND expires > ?"
                                + " ORDER BY key LIMIT ?");
        select.setInt(1, kind.number());
        select.setLong(2, now.getEpochSecond());
        select.setInt(3, atMost);
        List<Row> all = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                all.add(new Row(record(rows, kind, 1, 3), rows.getLong(2)));
            }
        }
        return all;
    }

    static SignedRecord record(ResultSet row, RecordKind kind, int removed, int body)
            throws SQLException {
        return new SignedRecord(
                row.getBoolean(removed) ? RecordKind.TOMBSTONE : kind,
                Bytes.owning(row.getBytes(body)),
                Bytes.owning(row.getBytes(body + 1)));
    }
}
