package virga.supernode.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import virga.actors.sqlite.SqliteSession;
import virga.protocol.Bytes;
import virga.protocol.record.DhtKey;
import virga.protocol.record.EntrySummary;
import virga.protocol.record.Places;
import virga.protocol.record.RecordBody;
import virga.protocol.record.RecordKind;
import virga.protocol.record.SignedRecord;
import virga.protocol.record.Slot;

/**
 * Keeps the table {@code places}: a record is found under its own key and those it is looked up by.
 * A Node record is also found where its NodeInfo is, since holders of those keys believe that only
 * with it.
 */
record PlaceWriter(SqliteSession session) {
    private record Written(long version, long expires, Bytes body) {}

    /** Returns the keys under which a reader may now find something else. */
    Set<DhtKey> put(Slot slot, RecordBody body, SignedRecord signed) throws SQLException {
        Set<DhtKey> after =
                switch (slot.kind()) {
                    case NODE -> withInfo(slot.key());
                    case NODE_INFO, DEVICE -> Places.of(body);
                    // Every holder has these: no range is asked for them.
                    case SUPER_NODE, OPERATOR_NODE, REVOCATION_LIST, DOMAIN, TOMBSTONE -> Set.of();
                };
        if (after.isEmpty()) {
            return Set.of();
        }
        Written written =
                new Written(body.version(), body.expires().getEpochSecond(), signed.body());
        Set<DhtKey> changed = move(slot, after, written);
        if (slot.kind() == RecordKind.NODE_INFO) {
            moveProof(slot.key());
        }
        return changed;
    }

    /** Under its own key and wherever its NodeInfo is found. */
    private Set<DhtKey> withInfo(DhtKey node) throws SQLException {
        Set<DhtKey> places = new HashSet<>(placesOf(new Slot(RecordKind.NODE_INFO, node)));
        places.add(node);
        return places;
    }

    private void moveProof(DhtKey node) throws SQLException {
        Slot proof = new Slot(RecordKind.NODE, node);
        Set<DhtKey> after = withInfo(node);
        if (after.equals(placesOf(proof))) {
            return;
        }
        Optional<Written> written = written(proof);
        if (written.isPresent()) {
            move(proof, after, written.get());
        }
    }

    private Optional<Written> written(Slot slot) throws SQLException {
        PreparedStatement select =
                session.statement(
                        "SELECT version, expires, body FROM entries WHERE kind = ? AND key = ?");
        select.setInt(1, slot.kind().number());
        select.setBytes(2, bytes(slot.key()));
        try (ResultSet row = select.executeQuery()) {
            return row.next()
                    ? Optional.of(
                            new Written(
                                    row.getLong(1), row.getLong(2), Bytes.owning(row.getBytes(3))))
                    : Optional.empty();
        }
    }

    private Set<DhtKey> move(Slot slot, Set<DhtKey> after, Written written) throws SQLException {
        Set<DhtKey> before = placesOf(slot);
        for (DhtKey place : before) {
            if (!after.contains(place)) {
                delete(slot, place);
            }
        }
        for (DhtKey place : after) {
            upsert(EntrySummary.of(place, slot, written.version(), written.body()), written);
        }
        Set<DhtKey> changed = new HashSet<>(before);
        changed.addAll(after);
        return changed;
    }

    /** Where the slot's record is found now. */
    Set<DhtKey> placesOf(Slot slot) throws SQLException {
        PreparedStatement select =
                session.statement("SELECT place FROM places WHERE kind = ? AND key = ?");
        select.setInt(1, slot.kind().number());
        select.setBytes(2, bytes(slot.key()));
        Set<DhtKey> places = new HashSet<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                places.add(DhtKey.fromBytes(Bytes.owning(rows.getBytes(1))));
            }
        }
        return places;
    }

    /** The slot's record is no longer found there. */
    void delete(Slot slot, DhtKey place) throws SQLException {
        PreparedStatement delete =
                session.statement("DELETE FROM places WHERE place = ? AND kind = ? AND key = ?");
        delete.setBytes(1, bytes(place));
        delete.setInt(2, slot.kind().number());
        delete.setBytes(3, bytes(slot.key()));
        delete.executeUpdate();
    }

    private void upsert(EntrySummary summary, Written written) throws SQLException {
        PreparedStatement upsert =
                session.statement(
                        "INSERT INTO places(place, kind, key, version, expires, digest)"
                                + " VALUES(?, ?, ?, ?, ?, ?)"
                                + " ON CONFLICT DO UPDATE SET version = excluded.version,"
                                + " expires = excluded.expires, digest = excluded.digest");
        upsert.setBytes(1, bytes(summary.found()));
        upsert.setInt(2, summary.slot().kind().number());
        upsert.setBytes(3, bytes(summary.slot().key()));
        upsert.setLong(4, summary.version());
        upsert.setLong(5, written.expires());
        upsert.setLong(6, summary.digest());
        upsert.executeUpdate();
    }

    private static byte[] bytes(DhtKey key) {
        return key.toBytes().borrowed();
    }
}
