package virga.ops.operator.feed;

import java.sql.SQLException;
import java.util.List;
import virga.ops.operator.registry.RegistryTables;
import virga.ops.operator.registry.SuperEntry;

/** Who is given records now, and the number of the last change. */
record FeedView(List<SuperEntry> supers, long latest) {
    FeedView {
        supers = List.copyOf(supers);
    }

    static FeedView read(RegistryTables tables) throws SQLException {
        return new FeedView(tables.supers().all(), tables.records().lastChange());
    }
}
