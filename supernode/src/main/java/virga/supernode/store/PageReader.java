package virga.supernode.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import virga.actors.sqlite.SqliteSession;
import virga.protocol.Bytes;
import virga.protocol.message.Message.ListRecords;
import virga.protocol.message.Message.RecordPage;
import virga.protocol.record.DhtKey;
import virga.protocol.record.KeyRange;
import virga.protocol.record.KeyRanges;
import virga.protocol.record.RecordKind;
import virga.protocol.record.SignedRecord;

/**
 * Reads a listing page by page, in the order of the keys. The cursor is the hash of the last key
 * that was looked at, so that whatever is written meanwhile, a record that stands there all along
 * is in exactly one page.
 */
record PageReader(SqliteSession session, Instant now) {
    /**
     * Bodies and signatures of one page, plus one record: an answer has to fit one flight of 256
     * KiB beside others.
     */
    static final int PAGE_LENGTH_MAX_BYTES = 96 * 1024;

    /** Rows looked at for one page: removed and expired ones fill no page but take time. */
    static final int ROWS_MAX = 1_024;

    private static final String COLUMNS =
            "SELECT e.key, e.removed, e.expires, e.body, e.signature FROM ";
    private static final String WHOLE_DOMAIN =
            COLUMNS + "entries e WHERE e.kind = ? AND e.key > ? AND e.key <= ? ORDER BY e.key";
    private static final String AT_PLACE =
            COLUMNS
                    + "places p CROSS JOIN entries e ON e.kind = p.kind AND e.key = p.key"
                    + " WHERE p.kind = ? AND p.key > ? AND p.place = ? ORDER BY p.key";

    /** {@code held}: among them the first key after the cursor. */
    RecordPage read(ListRecords question, KeyRanges held) throws SQLException {
        boolean whole = question.locationKey().isEmpty();
        Bytes end = whole ? end(question, held) : DhtKey.LAST.hash();
        PreparedStatement select = session.statement(whole ? WHOLE_DOMAIN : AT_PLACE);
        select.setInt(1, question.kind().number());
        select.setBytes(2, after(question));
        DhtKey bound = new DhtKey(question.domain(), whole ? end : question.locationKey());
        select.setBytes(3, bound.toBytes().borrowed());
        try (ResultSet rows = select.executeQuery()) {
            RecordPage page = page(question, rows);
            boolean more = page.cursor().isEmpty() && !end.equals(DhtKey.LAST.hash());
            return more ? new RecordPage(page.records(), end) : page;
        }
    }

    /** The hash of the last key that is held without a gap; others have what follows. */
    private static Bytes end(ListRecords question, KeyRanges held) {
        KeyRange domain = KeyRange.of(question.domain());
        Bytes cursor = question.cursor();
        DhtKey first = new DhtKey(question.domain(), DhtKey.WELL_KNOWN.hash());
        DhtKey start =
                cursor.isEmpty()
                        ? first
                        : new DhtKey(question.domain(), cursor).next().orElse(first);
        return held.ranges().stream()
                .filter(range -> range.holds(start))
                .filter(range -> !range.holds(domain.to()))
                .map(range -> range.lastKey().hash())
                .findFirst()
                .orElse(DhtKey.LAST.hash());
    }

    /** The page starts after this; without cursor before the domain's first key. */
    private static byte[] after(ListRecords question) {
        Bytes cursor = question.cursor();
        return cursor.isEmpty()
                ? new DhtKey(question.domain(), DhtKey.WELL_KNOWN.hash())
                        .toBytes()
                        .slice(0, DhtKey.LENGTH_BYTES - 1)
                        .toArray()
                : new DhtKey(question.domain(), cursor).toBytes().borrowed();
    }

    private RecordPage page(ListRecords question, ResultSet rows) throws SQLException {
        List<SignedRecord> records = new ArrayList<>();
        Bytes last = Bytes.EMPTY;
        int length = 0;
        int looked = 0;
        while (rows.next()) {
            if (records.size() == question.limit()
                    || length >= PAGE_LENGTH_MAX_BYTES
                    || looked == ROWS_MAX) {
                return new RecordPage(records, last);
            }
            looked++;
            last = DhtKey.fromBytes(Bytes.owning(rows.getBytes(1))).hash();
            if (believable(rows)) {
                SignedRecord record = EntryReader.record(rows, question.kind(), 2, 4);
                records.add(record);
                length += record.body().length() + record.signature().length();
            }
        }
        return new RecordPage(records, Bytes.EMPTY);
    }

    private boolean believable(ResultSet row) throws SQLException {
        return !row.getBoolean(2) && row.getLong(3) > now.getEpochSecond();
    }

    /**
     * Whether the question's kind is listed at all, and its place and cursor have their lengths.
     */
    static boolean wellFormed(ListRecords question) {
        return question.kind() != RecordKind.TOMBSTONE
                && question.limit() >= 1
                && question.limit() <= ListRecords.LIMIT_MAX
                && emptyOrHash(question.locationKey())
                && emptyOrHash(question.cursor());
    }

    private static boolean emptyOrHash(Bytes bytes) {
        return bytes.isEmpty() || bytes.length() == DhtKey.HASH_LENGTH_BYTES;
    }
}
