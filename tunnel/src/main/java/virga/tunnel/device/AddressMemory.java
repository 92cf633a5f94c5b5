package virga.tunnel.device;

import java.net.InetAddress;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import virga.actors.sqlite.GroupCommit;
import virga.actors.sqlite.SqliteFile;
import virga.actors.sqlite.SqliteSession;
import virga.protocol.Bytes;

/** The address at which each MAC was reached last, in the node's database. */
public final class AddressMemory {
    /** Devices remembered; the one unused for longest goes first. */
    static final int ROWS_MAX = 10_000;

    private static final String TABLE =
            "CREATE TABLE IF NOT EXISTS device_address ("
                    + "mac BLOB PRIMARY KEY, address TEXT NOT NULL, used INTEGER NOT NULL)";

    private final SqliteFile file;
    private final GroupCommit writes;

    public AddressMemory(SqliteFile file, GroupCommit writes) {
        this.file = file;
        this.writes = writes;
    }

    /** Makes the table where it is missing. */
    public CompletionStage<Boolean> prepare() {
        return writes.submit(
                session -> {
                    session.execute(TABLE);
                    return true;
                });
    }

    /** Blocks. */
    public Optional<InetAddress> lastWorked(Bytes mac) {
        return file.read(session -> find(session, mac));
    }

    public CompletionStage<Boolean> worked(Bytes mac, InetAddress address, long nowMillis) {
        return writes.submit(
                session -> {
                    put(session, mac, address, nowMillis);
                    return true;
                });
    }

    private static Optional<InetAddress> find(SqliteSession session, Bytes mac)
            throws SQLException {
        PreparedStatement select =
                session.statement("SELECT address FROM device_address WHERE mac = ?");
        select.setBytes(1, mac.toArray());
        try (ResultSet rows = select.executeQuery()) {
            return rows.next()
                    ? Optional.of(InetAddress.ofLiteral(rows.getString(1)))
                    : Optional.empty();
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }

    private static void put(SqliteSession session, Bytes mac, InetAddress address, long nowMillis)
            throws SQLException {
        PreparedStatement insert =
                session.statement("INSERT OR REPLACE INTO device_address VALUES (?, ?, ?)");
        insert.setBytes(1, mac.toArray());
        insert.setString(2, address.getHostAddress());
        insert.setLong(3, nowMillis);
        insert.executeUpdate();
        PreparedStatement trim =
                session.statement(
                        "DELETE FROM device_address WHERE mac IN (SELECT mac FROM device_address"
                                + " ORDER BY used DESC LIMIT -1 OFFSET ?)");
        trim.setInt(1, ROWS_MAX);
        trim.executeUpdate();
    }
}
