package virga.supernode.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import virga.actors.sqlite.SqliteSession;
import virga.protocol.Bytes;
import virga.protocol.message.Message.CompareRange;
import virga.protocol.message.Message.GetRange;
import virga.protocol.message.Message.GetRecords;
import virga.protocol.message.Message.GetSummaries;
import virga.protocol.message.Message.RangeDifferences;
import virga.protocol.message.Message.RangePage;
import virga.protocol.message.Message.Summaries;
import virga.protocol.record.DhtKey;
import virga.protocol.record.EntrySummary;
import virga.protocol.record.KeyRange;
import virga.protocol.record.RecordKind;
import virga.protocol.record.SignedRecord;
import virga.protocol.record.Slot;

/** What holders of a range ask each other, read on one reading connection. */
record RangeReader(SqliteSession session) {
    /** Bodies and signatures of one page, plus one record. */
    static final int PAGE_LENGTH_MAX_BYTES = 96 * 1024;

    /** Entries of one part of a range that is compared. */
    static final int PART_ENTRIES = 256;

    private static final String ENTRIES =
            "SELECT p.place, p.kind, p.key, e.removed, e.body, e.signature FROM places p"
                    + " CROSS JOIN entries e ON e.kind = p.kind AND e.key = p.key"
                    + " WHERE (p.place, p.kind, p.key) > (?, ?, ?) AND p.place <= ?"
                    + " AND p.expires > ? ORDER BY p.place, p.kind, p.key";
    private static final String SUMMARIES =
            "SELECT place, kind, key, version, digest FROM places"
                    + " WHERE (place, kind, key) > (?, ?, ?) AND place <= ? AND expires > ?"
                    + " ORDER BY place, kind, key";
    private static final String DIGESTS =
            "SELECT place, digest FROM places WHERE place BETWEEN ? AND ? AND expires > ?"
                    + " ORDER BY place";
    private static final String ONE =
            "SELECT p.place, p.kind, p.key, e.removed, e.body, e.signature FROM places p"
                    + " CROSS JOIN entries e ON e.kind = p.kind AND e.key = p.key"
                    + " WHERE p.kind = ? AND p.key = ? AND p.place BETWEEN ? AND ?"
                    + " AND p.expires > ? LIMIT 1";

    RangePage page(GetRange question, Instant now) throws SQLException {
        PreparedStatement select = from(ENTRIES, question.range(), question.cursor(), now);
        List<SignedRecord> entries = new ArrayList<>();
        Bytes last = Bytes.EMPTY;
        int length = 0;
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                if (entries.size() == question.limit() || length >= PAGE_LENGTH_MAX_BYTES) {
                    return new RangePage(entries, last);
                }
                SignedRecord record = record(rows);
                entries.add(record);
                length += record.body().length() + record.signature().length();
                last = cursor(rows);
            }
        }
        return new RangePage(entries, Bytes.EMPTY);
    }

    /** Those that are there and fit one page, in the order of the question. */
    RangePage records(GetRecords question, Instant now) throws SQLException {
        List<SignedRecord> entries = new ArrayList<>();
        int length = 0;
        for (Slot slot : question.slots()) {
            PreparedStatement select = session.statement(ONE);
            select.setInt(1, slot.kind().number());
            select.setBytes(2, bytes(slot.key()));
            select.setBytes(3, bytes(question.range().firstKey()));
            select.setBytes(4, bytes(question.range().lastKey()));
            select.setLong(5, now.getEpochSecond());
            try (ResultSet row = select.executeQuery()) {
                if (row.next() && length < PAGE_LENGTH_MAX_BYTES) {
                    SignedRecord record = record(row);
                    entries.add(record);
                    length += record.body().length() + record.signature().length();
                }
            }
        }
        return new RangePage(entries, Bytes.EMPTY);
    }

    Summaries summaries(GetSummaries question) throws SQLException {
        PreparedStatement select =
                from(SUMMARIES, question.range(), question.cursor(), question.at());
        List<EntrySummary> summaries = new ArrayList<>();
        Bytes last = Bytes.EMPTY;
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                if (summaries.size() == Summaries.SUMMARIES_MAX) {
                    return new Summaries(summaries, last);
                }
                summaries.add(
                        new EntrySummary(
                                key(rows, 1), slot(rows), rows.getLong(4), rows.getLong(5)));
                last = cursor(rows);
            }
        }
        return new Summaries(summaries, Bytes.EMPTY);
    }

    /** The question that compares this store's entries of a range with another's. */
    CompareRange parts(KeyRange range, Instant at) throws SQLException {
        List<Long> borders = new ArrayList<>();
        List<Long> digests = new ArrayList<>();
        long digest = 0;
        int entries = 0;
        long before = range.from();
        try (ResultSet rows = digests(range, at).executeQuery()) {
            while (rows.next()) {
                long position = KeyRange.position(key(rows, 1));
                boolean full = entries >= PART_ENTRIES && position != before;
                if (full && borders.size() < CompareRange.PARTS_MAX - 1) {
                    borders.add(position);
                    digests.add(digest);
                    digest = 0;
                    entries = 0;
                }
                digest ^= rows.getLong(2);
                entries++;
                before = position;
            }
        }
        digests.add(digest);
        return new CompareRange(range, at, borders, digests);
    }

    RangeDifferences compare(CompareRange question) throws SQLException {
        long[] digests = new long[question.digests().size()];
        int part = 0;
        try (ResultSet rows = digests(question.range(), question.at()).executeQuery()) {
            while (rows.next()) {
                long position = KeyRange.position(key(rows, 1));
                while (part < question.borders().size()
                        && Long.compareUnsigned(question.borders().get(part), position) <= 0) {
                    part++;
                }
                digests[part] ^= rows.getLong(2);
            }
        }
        List<Integer> different = new ArrayList<>();
        for (int i = 0; i < digests.length; i++) {
            if (digests[i] != question.digests().get(i)) {
                different.add(i);
            }
        }
        return new RangeDifferences(different);
    }

    /** Whether a holder of the range may have sent this cursor. */
    static boolean wellFormed(Bytes cursor, KeyRange range) {
        return cursor.isEmpty()
                || (cursor.length() == GetRange.CURSOR_LENGTH_MAX_BYTES
                        && range.holds(DhtKey.fromBytes(cursor.slice(0, DhtKey.LENGTH_BYTES))));
    }

    private PreparedStatement digests(KeyRange range, Instant at) throws SQLException {
        PreparedStatement select = session.statement(DIGESTS);
        select.setBytes(1, bytes(range.firstKey()));
        select.setBytes(2, bytes(range.lastKey()));
        select.setLong(3, at.getEpochSecond());
        return select;
    }

    private PreparedStatement from(String sql, KeyRange range, Bytes cursor, Instant alive)
            throws SQLException {
        PreparedStatement select = session.statement(sql);
        if (cursor.isEmpty()) {
            select.setBytes(1, bytes(range.firstKey()));
            select.setInt(2, 0);
            select.setBytes(3, new byte[0]);
        } else {
            select.setBytes(1, cursor.slice(0, DhtKey.LENGTH_BYTES).toArray());
            select.setInt(2, cursor.view().get(DhtKey.LENGTH_BYTES));
            select.setBytes(3, cursor.slice(DhtKey.LENGTH_BYTES + 1, cursor.length()).toArray());
        }
        select.setBytes(4, bytes(range.lastKey()));
        select.setLong(5, alive.getEpochSecond());
        return select;
    }

    private static Bytes cursor(ResultSet row) throws SQLException {
        byte[] cursor = new byte[GetRange.CURSOR_LENGTH_MAX_BYTES];
        System.arraycopy(row.getBytes(1), 0, cursor, 0, DhtKey.LENGTH_BYTES);
        cursor[DhtKey.LENGTH_BYTES] = (byte) row.getInt(2);
        System.arraycopy(row.getBytes(3), 0, cursor, DhtKey.LENGTH_BYTES + 1, DhtKey.LENGTH_BYTES);
        return Bytes.owning(cursor);
    }

    private static SignedRecord record(ResultSet row) throws SQLException {
        return EntryReader.record(row, slot(row).kind(), 4, 5);
    }

    private static Slot slot(ResultSet row) throws SQLException {
        RecordKind kind =
                RecordKind.ofNumber(row.getInt(2))
                        .orElseThrow(() -> new SQLException("no kind of record"));
        return new Slot(kind, key(row, 3));
    }

    private static DhtKey key(ResultSet row, int column) throws SQLException {
        return DhtKey.fromBytes(Bytes.owning(row.getBytes(column)));
    }

    private static byte[] bytes(DhtKey key) {
        return key.toBytes().borrowed();
    }
}
