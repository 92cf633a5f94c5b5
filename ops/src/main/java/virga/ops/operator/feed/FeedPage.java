package virga.ops.operator.feed;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import virga.ops.operator.registry.RegistryTables;
import virga.ops.operator.registry.StaticRecord;
import virga.protocol.Malformed;
import virga.protocol.identity.NodeId;
import virga.protocol.record.DhtKey;
import virga.protocol.record.KeyRanges;
import virga.protocol.record.Places;
import virga.protocol.record.RecordBody;
import virga.protocol.record.RecordBody.SuperNodeRecord;
import virga.protocol.record.RecordCodec;
import virga.protocol.record.RecordKind;
import virga.protocol.record.SignedRecord;

/** Records that a super is given at once; after them it has everything up to {@code upTo}. */
public record FeedPage(List<SignedRecord> records, long upTo) {
    /** Records looked at for one page: of most of them a super holds no key. */
    static final int LOOKED_MAX = 4_096;

    public FeedPage {
        records = List.copyOf(records);
    }

    /**
     * The page of records for {@code to} that were written after change {@code after}. What every
     * holder needs it is given from the first change on; of the others those about keys that it
     * holds or receives, since it has joined: what there was before it receives from their holders.
     */
    static FeedPage read(RegistryTables tables, RecordFeed.Push push, NodeId self, Instant now)
            throws SQLException {
        KeyRanges ranges = push.to().equals(self) ? KeyRanges.WHOLE : ranges(tables, push.to());
        long latest = tables.records().lastChange();
        List<SignedRecord> page = new ArrayList<>();
        long upTo = push.after();
        for (int looked = 0; looked < LOOKED_MAX; ) {
            List<StaticRecord> some =
                    tables.records().since(upTo, now, RecordFeed.PAGE_RECORDS_MAX);
            looked += Math.max(1, some.size());
            for (StaticRecord record : some) {
                if (isFor(record, ranges, push.joined())) {
                    page.add(record.signed());
                }
                upTo = record.change();
                if (page.size() == RecordFeed.PAGE_RECORDS_MAX) {
                    return new FeedPage(page, upTo);
                }
            }
            if (some.size() < RecordFeed.PAGE_RECORDS_MAX) {
                // What follows the last of them has expired meanwhile.
                return new FeedPage(page, latest);
            }
        }
        return new FeedPage(page, upTo);
    }

    private static KeyRanges ranges(RegistryTables tables, NodeId to) throws SQLException {
        return tables.records()
                .at(RecordKind.SUPER_NODE, DhtKey.of(to))
                .map(FeedPage::body)
                .map(
                        body ->
                                body instanceof SuperNodeRecord holder
                                        ? holder.held().plus(holder.receiving())
                                        : KeyRanges.NONE)
                .orElse(KeyRanges.NONE);
    }

    private static boolean isFor(StaticRecord record, KeyRanges ranges, long joined) {
        return switch (record.about()) {
            case SUPER_NODE, OPERATOR_NODE, REVOCATION_LIST, DOMAIN -> true;
            case NODE, NODE_INFO, DEVICE, TOMBSTONE ->
                    record.change() > joined
                            && Places.of(body(record)).stream().anyMatch(ranges::holds);
        };
    }

    private static RecordBody body(StaticRecord record) {
        try {
            return RecordCodec.decode(record.signed().kind(), record.signed().body());
        } catch (Malformed e) {
            throw new IllegalStateException("the registry has a damaged record", e);
        }
    }
}
