package virga.supernode.store;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.OptionalLong;
import virga.protocol.record.KeyRange;

/** How much a store holds, for {@code status}: read beside the store, which goes on meanwhile. */
public final class StoredEntries {
    private static final String LIVE =
            "SELECT COUNT(*) FROM entries WHERE kind IN (1, 2, 3, 4, 5, 6, 7) AND key BETWEEN ? AND"
                    + " ? AND removed = 0 AND expires > ?";

    private StoredEntries() {}

    /**
     * Records with keys of the range that are neither removed nor expired; empty if unreadable.
     * Blocks.
     */
    public static OptionalLong in(Path file, KeyRange range, Instant now) {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:file:" + file + "?mode=ro");
                PreparedStatement live = connection.prepareStatement(LIVE)) {
            live.setBytes(1, range.firstKey().toBytes().borrowed());
            live.setBytes(2, range.lastKey().toBytes().borrowed());
            live.setLong(3, now.getEpochSecond());
            try (ResultSet count = live.executeQuery()) {
                return count.next() ? OptionalLong.of(count.getLong(1)) : OptionalLong.empty();
            }
        } catch (SQLException e) {
            return OptionalLong.empty();
        }
    }
}
