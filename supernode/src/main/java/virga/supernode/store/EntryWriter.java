package virga.supernode.store;

import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import virga.actors.sqlite.SqliteSession;
import virga.protocol.Bytes;
import virga.protocol.identity.DomainId;
import virga.protocol.record.DhtKey;
import virga.protocol.record.RecordBody;
import virga.protocol.record.RecordBody.DomainRecord;
import virga.protocol.record.RecordKind;
import virga.protocol.record.SignedRecord;
import virga.protocol.record.Slot;

/** The statements of the writing connection, for one transaction. */
record EntryWriter(SqliteSession session) {
    /** What stands in the slot, whether or not it is still kept. */
    Optional<Held> held(Slot slot) throws SQLException {
        PreparedStatement select =
                session.statement(
                        "SELECT version, kept, removed, body, signature FROM entries"
                                + " WHERE kind = ? AND key = ?");
        select.setInt(1, slot.kind().number());
        select.setBytes(2, bytes(slot.key()));
        try (ResultSet row = select.executeQuery()) {
            if (!row.next()) {
                return Optional.empty();
            }
            RecordKind kind = row.getBoolean(3) ? RecordKind.TOMBSTONE : slot.kind();
            SignedRecord signed =
                    new SignedRecord(
                            kind, Bytes.owning(row.getBytes(4)), Bytes.owning(row.getBytes(5)));
            return Optional.of(
                    new Held(signed, row.getLong(1), Instant.ofEpochSecond(row.getLong(2))));
        }
    }

    DomainUse use(DomainId domain, Instant now) throws SQLException {
        PreparedStatement select =
                session.statement(
                        "SELECT entries, quota, quota_until FROM domains WHERE domain = ?");
        select.setBytes(1, bytes(domain));
        try (ResultSet row = select.executeQuery()) {
            if (!row.next()) {
                return new DomainUse(0, StoreRules.QUOTA_DEFAULT);
            }
            boolean told = row.getLong(3) > now.getEpochSecond();
            return new DomainUse(row.getLong(1), told ? row.getLong(2) : StoreRules.QUOTA_DEFAULT);
        }
    }

    /**
     * Puts an accepted record in its slot; {@code counted}: against its domain's quota. Returns
     * every slot in which a reader may now see something else.
     */
    Set<Slot> put(RecordBody body, SignedRecord signed, Instant keptUntil, boolean counted)
            throws SQLException {
        Slot slot = Slot.of(body);
        writeEntry(slot, body, signed, keptUntil, counted);
        Set<Slot> touched = new HashSet<>();
        touched.add(slot);
        for (DhtKey place : new PlaceWriter(session).put(slot, body, signed)) {
            touched.add(new Slot(slot.kind(), place));
        }
        if (slot.kind() == RecordKind.DOMAIN) {
            writeQuota(slot.key().domain(), body);
        }
        return touched;
    }

    private void writeEntry(
            Slot slot, RecordBody body, SignedRecord signed, Instant keptUntil, boolean counted)
            throws SQLException {
        PreparedStatement upsert =
                session.statement(
                        "INSERT INTO entries(kind, key, version, expires, kept, removed, counted,"
                                + " change, body, signature) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                                + " ON CONFLICT DO UPDATE SET version = excluded.version,"
                                + " expires = excluded.expires, kept = excluded.kept,"
                                + " removed = excluded.removed, counted = excluded.counted,"
                                + " change = excluded.change, body = excluded.body,"
                                + " signature = excluded.signature");
        upsert.setInt(1, slot.kind().number());
        upsert.setBytes(2, bytes(slot.key()));
        upsert.setLong(3, body.version());
        upsert.setLong(4, body.expires().getEpochSecond());
        upsert.setLong(5, keptUntil.getEpochSecond());
        upsert.setBoolean(6, signed.kind() == RecordKind.TOMBSTONE);
        upsert.setBoolean(7, counted);
        upsert.setLong(8, nextChange());
        upsert.setBytes(9, signed.body().borrowed());
        upsert.setBytes(10, signed.signature().borrowed());
        upsert.executeUpdate();
    }

    /** Never used again, even when the entry that had the last one was swept. */
    private long nextChange() throws SQLException {
        PreparedStatement update =
                session.statement("UPDATE changes SET last = last + 1 RETURNING last");
        try (ResultSet row = update.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private void writeQuota(DomainId domain, RecordBody body) throws SQLException {
        PreparedStatement upsert =
                session.statement(
                        "INSERT INTO domains(domain, quota, quota_until) VALUES(?, ?, ?)"
                                + " ON CONFLICT DO UPDATE SET quota = excluded.quota,"
                                + " quota_until = excluded.quota_until");
        boolean told = body instanceof DomainRecord;
        upsert.setBytes(1, bytes(domain));
        upsert.setLong(2, body instanceof DomainRecord limits ? limits.quota() : 0);
        upsert.setLong(3, told ? body.expires().getEpochSecond() : 0);
        upsert.executeUpdate();
    }

    /** Frees up to {@code atMost} slots that are no longer kept; returns how many. */
    int sweep(Instant now, int atMost) throws SQLException {
        PreparedStatement delete =
                session.statement(
                        "DELETE FROM entries WHERE (kind, key) IN"
                                + " (SELECT kind, key FROM entries WHERE kept <= ?"
                                + " ORDER BY kept LIMIT ?)");
        delete.setLong(1, now.getEpochSecond());
        delete.setInt(2, atMost);
        return delete.executeUpdate();
    }

    /** Frees a slot. */
    void remove(Slot slot) throws SQLException {
        PreparedStatement delete =
                session.statement("DELETE FROM entries WHERE kind = ? AND key = ?");
        delete.setInt(1, slot.kind().number());
        delete.setBytes(2, bytes(slot.key()));
        delete.executeUpdate();
    }

    private static byte[] bytes(DhtKey key) {
        return key.toBytes().borrowed();
    }

    private static byte[] bytes(DomainId domain) {
        return ByteBuffer.allocate(DomainId.LENGTH_BYTES).putInt(domain.value()).array();
    }
}
