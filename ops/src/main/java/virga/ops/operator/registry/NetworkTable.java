package virga.ops.operator.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import virga.protocol.identity.PublicKey;

/** The registry's one row about the network. */
public final class NetworkTable {
    private final Rows rows;

    NetworkTable(Rows rows) {
        this.rows = rows;
    }

    public Optional<Network> get() throws SQLException {
        return rows.one(
                "SELECT root_key, domain, change, plan FROM network WHERE id = 1",
                NetworkTable::read);
    }

    public void create(Network network) throws SQLException {
        rows.change(
                "INSERT INTO network(id, root_key, domain, change, plan) VALUES (1, ?, ?, ?, ?)",
                network.root().encoded(),
                network.domain(),
                network.change(),
                network.plan());
    }

    public void setPlan(long plan) throws SQLException {
        rows.change("UPDATE network SET plan = ? WHERE id = 1", plan);
    }

    /** What makes the plan another than an outsider would compute; 0: none was drawn yet. */
    public long planSecret() throws SQLException {
        return rows.one("SELECT plan_secret FROM network", row -> row.getLong(1)).orElse(0L);
    }

    public void setPlanSecret(long secret) throws SQLException {
        rows.change("UPDATE network SET plan_secret = ?", secret);
    }

    private static Network read(ResultSet row) throws SQLException {
        return new Network(
                new PublicKey(Rows.bytes(row, "root_key")),
                Rows.domain(row, "domain"),
                row.getLong("change"),
                row.getLong("plan"));
    }
}
