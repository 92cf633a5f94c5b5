package virga.supernode.store;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.OptionalLong;

/** How much a store holds, for {@code status}: read beside the store, which goes on meanwhile. */
public final class StoredEntries {
    private static final String LIVE =
            "SELECT COUNT(*) FROM entries WHERE removed = 0 AND expires > ?";

    private StoredEntries() {}

    /** Records in the file that are neither removed nor expired; empty if unreadable. Blocks. */
    public static OptionalLong in(Path file, Instant now) {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:file:" + file + "?mode=ro");
                PreparedStatement live = connection.prepareStatement(LIVE)) {
            live.setLong(1, now.getEpochSecond());
            try (ResultSet count = live.executeQuery()) {
                return count.next() ? OptionalLong.of(count.getLong(1)) : OptionalLong.empty();
            }
        } catch (SQLException e) {
            return OptionalLong.empty();
        }
    }
}
