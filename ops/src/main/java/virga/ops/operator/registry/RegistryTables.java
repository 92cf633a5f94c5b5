package virga.ops.operator.registry;

import java.sql.SQLException;
import virga.actors.sql.SqlSession;

/** The registry's tables within one transaction. */
public record RegistryTables(
        NetworkTable networks,
        OperatorTable operators,
        DomainTable domains,
        TokenTable tokens,
        NodeTable nodes,
        DeviceTable devices,
        SuperTable supers,
        RecordTable records,
        RevocationTable revocations) {

    static RegistryTables of(SqlSession session) {
        Rows rows = new Rows(session);
        return new RegistryTables(
                new NetworkTable(rows),
                new OperatorTable(rows),
                new DomainTable(rows),
                new TokenTable(rows),
                new NodeTable(rows),
                new DeviceTable(rows),
                new SuperTable(rows),
                new RecordTable(rows),
                new RevocationTable(rows));
    }

    /** The network; a registry without one was never begun. */
    public Network network() throws SQLException {
        return networks.get().orElseThrow(() -> new IllegalStateException("the registry is empty"));
    }
}
