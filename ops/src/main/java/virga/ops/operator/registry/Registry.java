package virga.ops.operator.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import virga.actors.sqlite.GroupCommit;
import virga.actors.sqlite.SqliteException;
import virga.actors.sqlite.SqliteFile;

/**
 * The operator's registry: what it knows and nobody else can tell it again, in one SQLite file of
 * its home. A change is on the disk before its stage completes; changes that wait at one moment
 * share one flush. A damaged file is refused and left as it is. Thread safe.
 */
public final class Registry implements AutoCloseable {
    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rw-------");

    private final SqliteFile file;
    private final GroupCommit commits;
    private final Executor blocking;
    private final Map<String, LongConsumer> listeners = new ConcurrentHashMap<>();

    private Registry(SqliteFile file, Executor blocking) {
        this.file = file;
        this.commits = new GroupCommit(file, blocking);
        this.blocking = blocking;
    }

    /** Work on the tables within one transaction. What it throws undoes it, and it alone. */
    @FunctionalInterface
    public interface Operation<T> {
        T run(RegistryTables tables) throws SQLException;
    }

    private record Written<T>(T value, long change) {}

    /**
     * Opens the file or makes an empty one, readable by its owner only. One that is damaged or of a
     * newer version is an {@link OperatorException} that says what to do.
     *
     * @param blocking runs what waits for the disk
     */
    public static Registry open(Path path, InstantSource clock, Executor blocking) {
        try {
            prepare(path);
            refuseUnusable(path);
            SqliteFile file =
                    SqliteFile.open(path, SqliteFile.Durability.FULL, RegistrySchema.STEPS, clock);
            return new Registry(file, blocking);
        } catch (SqliteException e) {
            throw unusable(path, e.getMessage());
        } catch (IOException e) {
            throw OperatorException.failed(
                    "cannot write the registry " + path + ": " + e.getMessage(),
                    "check the folder's owner and the space on the disk");
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
    private static void refuseUnusable(Path path) throws IOException {
        if (Files.size(path) == 0) {
            return;
        }
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + path);
                Statement statement = connection.createStatement()) {
            String verdict = text(statement, "PRAGMA integrity_check(1)");
            if (!verdict.equals("ok")) {
                throw unusable(path, verdict);
            }
            int version = Integer.parseInt(text(statement, "PRAGMA user_version"));
            if (version > RegistrySchema.STEPS.size()) {
                throw OperatorException.failed(
                        "the registry " + path + " was written by a newer version of virga",
                        "run that version, or restore a backup made by this one");
            }
        } catch (SQLException e) {
            throw unusable(path, String.valueOf(e.getMessage()));
        }
    }

    private static String text(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            return rows.next() ? String.valueOf(rows.getString(1)) : "";
        }
    }

    private static OperatorException unusable(Path path, @Nullable String why) {
        return OperatorException.failed(
                "the registry " + path + " cannot be used (" + why + ")",
                "it is left as it is: put a backup of it in its place and start again");
    }

    /** Runs {@code operation}; the stage completes when what it did is on the disk. */
    public <T> CompletionStage<T> change(Operation<T> operation) {
        return commits.submit(
                        session -> {
                            RegistryTables tables = RegistryTables.of(session);
                            T value = operation.run(tables);
                            return new Written<>(value, tables.records().lastPut());
                        })
                .thenApply(
                        written -> {
                            if (written.change() > 0) {
                                listeners.values().forEach(each -> each.accept(written.change()));
                            }
                            return written.value();
                        });
    }

    /** Runs a query that sees everything acknowledged before. */
    public <T> CompletionStage<T> read(Operation<T> query) {
        return CompletableFuture.supplyAsync(
                () -> file.read(session -> query.run(RegistryTables.of(session))), blocking);
    }

    /**
     * {@code listener} hears of each change number that is on the disk, in no certain order; it
     * takes the place of what {@code owner} gave before.
     */
    public void onChange(String owner, LongConsumer listener) {
        listeners.put(owner, listener);
    }

    @Override
    public void close() {
        listeners.clear();
        file.close();
    }
}
