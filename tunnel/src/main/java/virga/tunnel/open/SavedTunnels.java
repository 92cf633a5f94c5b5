package virga.tunnel.open;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import virga.actors.sqlite.GroupCommit;
import virga.protocol.carrier.Carrier;

/** Tunnels that are reopened when the node starts, in the node's database. Thread safe. */
public final class SavedTunnels {
    /** Tunnels kept; one more is refused. */
    public static final int SAVED_MAX = 1_024;

    private static final String TABLE =
            "CREATE TABLE IF NOT EXISTS saved_tunnel (id INTEGER PRIMARY KEY, device TEXT NOT NULL,"
                    + " address TEXT NOT NULL, port INTEGER NOT NULL, via TEXT NOT NULL)";

    /** One of them; {@code spec} has the ports that were found, of both ends. */
    public record Saved(long id, TunnelSpec spec) {}

    private final GroupCommit writes;

    public SavedTunnels(GroupCommit writes) {
        this.writes = writes;
    }

    /** Makes the table where it is missing, and reads it. */
    public CompletionStage<List<Saved>> load() {
        return writes.submit(
                session -> {
                    session.execute(TABLE);
                    PreparedStatement select =
                            session.statement("SELECT * FROM saved_tunnel ORDER BY id LIMIT ?");
                    select.setInt(1, SAVED_MAX);
                    List<Saved> all = new ArrayList<>();
                    try (ResultSet rows = select.executeQuery()) {
                        while (rows.next()) {
                            all.add(saved(rows));
                        }
                    }
                    return all;
                });
    }

    public CompletionStage<Boolean> save(Saved tunnel) {
        TunnelSpec spec = tunnel.spec();
        return writes.submit(
                session -> {
                    PreparedStatement insert =
                            session.statement(
                                    "INSERT OR REPLACE INTO saved_tunnel VALUES (?, ?, ?, ?, ?)");
                    insert.setLong(1, tunnel.id());
                    insert.setString(2, spec.device().toString());
                    insert.setString(3, spec.listen().getAddress().getHostAddress());
                    insert.setInt(4, spec.listen().getPort());
                    insert.setString(5, spec.via().map(Carrier::word).orElse(""));
                    return insert.executeUpdate() == 1;
                });
    }

    public CompletionStage<Boolean> forget(long id) {
        return writes.submit(
                session -> {
                    PreparedStatement delete =
                            session.statement("DELETE FROM saved_tunnel WHERE id = ?");
                    delete.setLong(1, id);
                    return delete.executeUpdate() == 1;
                });
    }

    private static Saved saved(ResultSet row) throws SQLException {
        String via = row.getString("via");
        InetAddress address = InetAddress.ofLiteral(row.getString("address"));
        return new Saved(
                row.getLong("id"),
                new TunnelSpec(
                        DeviceName.parse(row.getString("device")),
                        new InetSocketAddress(address, row.getInt("port")),
                        via.isEmpty()
                                ? Optional.empty()
                                : Optional.of(Carrier.valueOf(via.toUpperCase(Locale.ROOT))),
                        true,
                        false));
    }
}
