package virga.supernode.store;

import java.nio.file.Path;
import virga.actors.sqlite.SqliteException;
import virga.actors.sqlite.SqliteFile;

/** Whether this program may use a {@code dht.db}. */
public final class StoreVersion {
    private StoreVersion() {}

    /**
     * Blocks.
     *
     * @throws SqliteException a later version of this program has changed the file's shape
     */
    public static void refuseNewer(Path file) {
        SqliteFile.refuseNewer(file, StoreSchema.MIGRATIONS.size());
    }
}
