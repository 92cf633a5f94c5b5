package virga.ops.operator.registry.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteDataSource;
import virga.actors.sql.SqlOperation;
import virga.actors.sql.SqlSession;
import virga.actors.sqlite.GroupCommit;
import virga.actors.sqlite.SqliteException;
import virga.actors.sqlite.SqliteFile;

/** A registry in a SQLite file that one process has open. A damaged one is left as it is. */
final class SqliteDatabase implements RegistryDatabase {
    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rw-------");

    private final SqliteFile file;
    private final GroupCommit commits;

    private SqliteDatabase(SqliteFile file, Executor blocking) {
        this.file = file;
        this.commits = new GroupCommit(file, blocking);
    }

    static SqliteDatabase open(Path path, Executor blocking) {
        try {
            prepare(path);
            SQLiteDataSource source = new SQLiteDataSource();
            source.setUrl("jdbc:sqlite:" + path);
            if (Files.size(path) > 0) {
                refuseDamaged(path, source);
            }
            RegistrySchema.SQLITE.bringUpToDate(source, path.toString());
            return new SqliteDatabase(
                    SqliteFile.openSound(path, SqliteFile.Durability.FULL), blocking);
        } catch (SqliteException | SQLException e) {
            throw unusable(path, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new DatabaseException(
                    "cannot write the registry " + path + ": " + e.getMessage(),
                    "check the folder's owner and the space on the disk",
                    e);
        }
    }

    private static void prepare(Path path) throws IOException {
        boolean posix =
                Files.getFileAttributeView(
                                path.toAbsolutePath().getParent(), PosixFileAttributeView.class)
                        != null;
        if (!Files.exists(path)) {
            if (posix) {
                Files.createFile(path, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            } else {
                Files.createFile(path);
            }
        } else if (posix) {
            Files.setPosixFilePermissions(path, OWNER_ONLY);
        }
    }

    // Looks before the file is opened for writing: what is damaged stays as it is, for a restore.
    private static void refuseDamaged(Path path, SQLiteDataSource source) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("PRAGMA integrity_check(1)")) {
            String verdict = rows.next() ? String.valueOf(rows.getString(1)) : "";
            if (!verdict.equals("ok")) {
                throw unusable(path, verdict, null);
            }
        }
    }

    private static DatabaseException unusable(Path path, String why, @Nullable Exception cause) {
        String message = "the registry " + path + " cannot be used (" + why + ")";
        String hint = "it is left as it is: put a backup of it in its place and start again";
        return cause == null
                ? new DatabaseException(message, hint)
                : new DatabaseException(message, hint, cause);
    }

    @Override
    public <T> T read(SqlOperation<SqlSession, T> query) {
        return file.read(query::run);
    }

    @Override
    public <T> CompletionStage<T> change(SqlOperation<SqlSession, T> operation) {
        return commits.submit(operation::run);
    }

    @Override
    public void watch(Runnable look) {
        // Nobody else writes.
    }

    @Override
    public void close() {
        file.close();
    }
}
