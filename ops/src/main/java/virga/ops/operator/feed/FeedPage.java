package virga.ops.operator.feed;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import virga.ops.operator.registry.RegistryTables;
import virga.ops.operator.registry.StaticRecord;
import virga.protocol.record.SignedRecord;

/** Records that a super is given at once; after them it has everything up to {@code upTo}. */
public record FeedPage(List<SignedRecord> records, long upTo) {
    public FeedPage {
        records = List.copyOf(records);
    }

    /** The page of records that were written after change {@code after}. */
    public static FeedPage read(RegistryTables tables, long after, Instant now)
            throws SQLException {
        long latest = tables.records().lastChange();
        List<StaticRecord> records =
                tables.records().since(after, now, RecordFeed.PAGE_RECORDS_MAX);
        boolean full = records.size() == RecordFeed.PAGE_RECORDS_MAX;
        // What follows the last record of a page that is not full has expired meanwhile.
        long upTo = full ? records.getLast().change() : latest;
        return new FeedPage(records.stream().map(StaticRecord::signed).toList(), upTo);
    }
}
