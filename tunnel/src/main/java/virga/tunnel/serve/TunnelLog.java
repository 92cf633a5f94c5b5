package virga.tunnel.serve;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import virga.actors.sqlite.GroupCommit;
import virga.actors.sqlite.SqliteFile;
import virga.actors.sqlite.SqliteOperation;
import virga.actors.sqlite.SqliteSession;

/**
 * Who reached which device through this node: a row when a connection opens, completed when it
 * ends, so that one cut off by a crash is there too. Writes are queued and never wait; thread safe.
 */
public final class TunnelLog {
    /** Rows kept; the oldest go first. */
    public static final int ROWS_MAX = 100_000;

    /** How a connection ended whose node was killed. */
    static final String NODE_STOPPED = "the node stopped";

    /** Most rows of one answer. */
    public static final int PAGE_MAX = 1_000;

    /** How many rows more than those may stand there for a while. */
    static final int TRIM_EACH_ROWS = 256;

    private static final String TABLE =
            "CREATE TABLE IF NOT EXISTS tunnel_log ("
                    + "id INTEGER PRIMARY KEY, opened INTEGER NOT NULL, peer TEXT NOT NULL,"
                    + " peer_name TEXT NOT NULL, device TEXT NOT NULL, port INTEGER NOT NULL,"
                    + " carrier TEXT NOT NULL, to_device INTEGER NOT NULL DEFAULT 0,"
                    + " from_device INTEGER NOT NULL DEFAULT 0, ended INTEGER,"
                    + " reason TEXT NOT NULL DEFAULT '')";

    // When that was, and after how many bytes, nobody knows.
    private static final String CUT_OFF =
            "UPDATE tunnel_log SET reason = '"
                    + NODE_STOPPED
                    + "' WHERE ended IS NULL AND reason = '' AND id < ?";

    private final SqliteFile file;
    private final GroupCommit writes;
    private final AtomicLong nextId = new AtomicLong(1);

    /** The first row of this run; 0 until that is known. */
    private final AtomicLong firstId = new AtomicLong();

    private final AtomicLong lost = new AtomicLong();

    public TunnelLog(SqliteFile file, GroupCommit writes) {
        this.file = file;
        this.writes = writes;
    }

    /**
     * Makes the table, and says of rows that an earlier run left open that the node stopped; before
     * anything else. Doing so again harms nothing: connections outlive the actor that uses this
     * log, so rows of this run are left alone. Returns the newest row of earlier runs, 0: none.
     */
    public CompletionStage<Long> prepare() {
        return writes.submit(
                session -> {
                    session.execute(TABLE);
                    firstId.compareAndSet(0, newest(session) + 1);
                    long first = firstId.get();
                    nextId.accumulateAndGet(first, Math::max);
                    PreparedStatement cutOff = session.statement(CUT_OFF);
                    cutOff.setLong(1, first);
                    cutOff.executeUpdate();
                    return first - 1;
                });
    }

    private static long newest(SqliteSession session) throws SQLException {
        PreparedStatement select = session.statement("SELECT MAX(id) FROM tunnel_log");
        try (ResultSet rows = select.executeQuery()) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    /** Notes that a connection opened; returns its number for {@link #ended}. */
    public long opened(Instant now, String peer, String peerName, Connection what) {
        long id = nextId.getAndIncrement();
        write(
                session -> {
                    PreparedStatement insert =
                            session.statement(
                                    "INSERT INTO tunnel_log (id, opened, peer, peer_name, device,"
                                            + " port, carrier) VALUES (?, ?, ?, ?, ?, ?, ?)");
                    insert.setLong(1, id);
                    insert.setLong(2, now.toEpochMilli());
                    insert.setString(3, peer);
                    insert.setString(4, peerName);
                    insert.setString(5, what.device());
                    insert.setInt(6, what.port());
                    insert.setString(7, what.carrier());
                    insert.executeUpdate();
                    if (id % TRIM_EACH_ROWS == 0) {
                        trim(session, id);
                    }
                    return id;
                });
        return id;
    }

    /** What was connected to, and how its bytes came here. */
    public record Connection(String device, int port, String carrier) {}

    /** Completes the row of a connection. */
    public void ended(long id, Instant now, long toDevice, long fromDevice, String reason) {
        write(
                session -> {
                    PreparedStatement update =
                            session.statement(
                                    "UPDATE tunnel_log SET to_device = ?, from_device = ?,"
                                            + " ended = ?, reason = ? WHERE id = ?");
                    update.setLong(1, toDevice);
                    update.setLong(2, fromDevice);
                    update.setLong(3, now.toEpochMilli());
                    update.setString(4, reason);
                    update.setLong(5, id);
                    return (long) update.executeUpdate();
                });
    }

    /** Rows that could not be written, as when the disk is full. */
    public long lost() {
        return lost.get();
    }

    /**
     * The newest rows older than {@code beforeId}, newest first, {@link #PAGE_MAX} at most. Blocks.
     */
    public List<TunnelLogEntry> newest(long beforeId, int atMost) {
        return file.read(
                session -> {
                    PreparedStatement select =
                            session.statement(
                                    "SELECT * FROM tunnel_log WHERE id < ? ORDER BY id DESC"
                                            + " LIMIT ?");
                    select.setLong(1, beforeId);
                    select.setInt(2, Math.min(atMost, PAGE_MAX));
                    List<TunnelLogEntry> entries = new ArrayList<>();
                    try (ResultSet rows = select.executeQuery()) {
                        while (rows.next()) {
                            entries.add(entry(rows));
                        }
                    }
                    return entries;
                });
    }

    private void write(SqliteOperation<Long> operation) {
        writes.submit(operation)
                .whenComplete(
                        (rows, failure) -> {
                            if (failure != null) {
                                lost.incrementAndGet();
                            }
                        });
    }

    private static void trim(SqliteSession session, long newest) throws SQLException {
        PreparedStatement delete = session.statement("DELETE FROM tunnel_log WHERE id <= ?");
        delete.setLong(1, newest - ROWS_MAX);
        delete.executeUpdate();
    }

    private static TunnelLogEntry entry(ResultSet row) throws SQLException {
        long endedMillis = row.getLong("ended");
        Optional<Instant> ended =
                row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(endedMillis));
        return new TunnelLogEntry(
                row.getLong("id"),
                Instant.ofEpochMilli(row.getLong("opened")),
                row.getString("peer"),
                row.getString("peer_name"),
                row.getString("device"),
                row.getInt("port"),
                row.getString("carrier"),
                row.getLong("to_device"),
                row.getLong("from_device"),
                ended,
                row.getString("reason"));
    }
}
