package virga.supernode.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import virga.actors.sqlite.SqliteSession;
import virga.protocol.Bytes;
import virga.protocol.record.DhtKey;
import virga.protocol.record.KeyRange;
import virga.protocol.record.KeyRanges;
import virga.protocol.record.RecordKind;
import virga.protocol.record.Slot;

/** Frees what a node has held of a range that others hold now. */
record RangeForgetting(SqliteSession session) {
    /**
     * Looks at {@code atMost} entries and frees those that are found nowhere in {@code kept}; the
     * others are no longer found in the range. Returns those looked at: none, the range is empty.
     */
    Set<Slot> forget(KeyRange range, KeyRanges kept, int atMost) throws SQLException {
        Set<Slot> seen = new HashSet<>();
        PreparedStatement select =
                session.statement(
                        "SELECT kind, key FROM places WHERE place BETWEEN ? AND ? LIMIT ?");
        select.setBytes(1, bytes(range.firstKey()));
        select.setBytes(2, bytes(range.lastKey()));
        select.setInt(3, atMost);
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                RecordKind kind =
                        RecordKind.ofNumber(rows.getInt(1))
                                .orElseThrow(() -> new SQLException("no kind of record"));
                seen.add(new Slot(kind, DhtKey.fromBytes(Bytes.owning(rows.getBytes(2)))));
            }
        }
        for (Slot slot : seen) {
            forget(slot, range, kept);
        }
        return seen;
    }

    private void forget(Slot slot, KeyRange range, KeyRanges kept) throws SQLException {
        PlaceWriter places = new PlaceWriter(session);
        boolean stays = places.placesOf(slot).stream().anyMatch(kept::holds);
        if (stays) {
            for (DhtKey place : places.placesOf(slot)) {
                if (range.holds(place)) {
                    places.delete(slot, place);
                }
            }
        } else {
            new EntryWriter(session).remove(slot);
        }
    }

    private static byte[] bytes(DhtKey key) {
        return key.toBytes().borrowed();
    }
}
