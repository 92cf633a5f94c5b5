package virga.actors.directory;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import virga.actors.sqlite.GroupCommit;
import virga.actors.sqlite.SqliteFile;
import virga.actors.sqlite.SqliteSession;
import virga.protocol.Bytes;
import virga.protocol.record.RecordBody;
import virga.protocol.record.RecordKind;
import virga.protocol.record.SignedRecord;
import virga.protocol.record.Verified;

/**
 * Records of other nodes that this one has learnt, so that a restart begins with them. All of it
 * can be learnt again; what is read from it is verified again.
 */
public final class PeerCache {
    /** Records kept; those that expire first make room. */
    static final int RECORDS_MAX = 10_000;

    /** The shape of the node's database, oldest first: for {@link SqliteFile#open}. */
    public static final List<String> MIGRATIONS =
            List.of(
                    """
                    CREATE TABLE peer_record (
                        kind INTEGER NOT NULL,
                        key BLOB NOT NULL,
                        version INTEGER NOT NULL,
                        expires INTEGER NOT NULL,
                        body BLOB NOT NULL,
                        signature BLOB NOT NULL,
                        PRIMARY KEY (kind, key)
                    ) WITHOUT ROWID;
                    CREATE INDEX peer_record_expires ON peer_record (expires)
                    """);

    private final SqliteFile database;
    private final GroupCommit writes;

    public PeerCache(SqliteFile database, GroupCommit writes) {
        this.database = database;
        this.writes = writes;
    }

    /** The records of a kind that have not expired. Blocks. */
    List<SignedRecord> load(RecordKind kind, Instant now) {
        return database.read(
                session -> {
                    PreparedStatement query =
                            session.statement(
                                    "SELECT body, signature FROM peer_record"
                                            + " WHERE kind = ? AND expires > ?");
                    query.setInt(1, kind.number());
                    query.setLong(2, now.getEpochSecond());
                    List<SignedRecord> records = new ArrayList<>();
                    try (ResultSet rows = query.executeQuery()) {
                        while (rows.next()) {
                            records.add(
                                    new SignedRecord(
                                            kind,
                                            Bytes.owning(rows.getBytes(1)),
                                            Bytes.owning(rows.getBytes(2))));
                        }
                    }
                    return records;
                });
    }

    /** Writes what is newer than before. The stage completes with the number of rows written. */
    CompletionStage<Integer> remember(List<? extends Verified<? extends RecordBody>> records) {
        List<Verified<? extends RecordBody>> mine = List.copyOf(records);
        return writes.submit(
                session -> {
                    int written = 0;
                    for (Verified<? extends RecordBody> record : mine) {
                        written += put(session, record);
                    }
                    makeRoom(session);
                    return written;
                });
    }

    private static int put(SqliteSession session, Verified<? extends RecordBody> record)
            throws SQLException {
        PreparedStatement put =
                session.statement(
                        "INSERT INTO peer_record (kind, key, version, expires, body, signature)"
                                + " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (kind, key) DO UPDATE"
                                + " SET version = excluded.version, expires = excluded.expires,"
                                + " body = excluded.body, signature = excluded.signature"
                                + " WHERE excluded.version > version");
        put.setInt(1, record.signed().kind().number());
        put.setBytes(2, record.body().key().toBytes().toArray());
        put.setLong(3, record.body().version());
        put.setLong(4, record.body().expires().getEpochSecond());
        put.setBytes(5, record.signed().body().toArray());
        put.setBytes(6, record.signed().signature().toArray());
        return put.executeUpdate();
    }

    private static void makeRoom(SqliteSession session) throws SQLException {
        PreparedStatement room =
                session.statement(
                        "DELETE FROM peer_record WHERE (kind, key) IN (SELECT kind, key FROM"
                                + " peer_record ORDER BY expires DESC LIMIT -1 OFFSET ?)");
        room.setInt(1, RECORDS_MAX);
        room.executeUpdate();
    }
}
