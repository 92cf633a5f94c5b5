package virga.actors.sqlite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteFileTest {
    private static final InstantSource NOON =
            InstantSource.fixed(Instant.parse("2026-11-21T12:00:00Z"));
    private static final String FIRST = "CREATE TABLE cloud (name TEXT)";
    private static final String SECOND =
            "ALTER TABLE cloud ADD COLUMN height INTEGER; CREATE INDEX by_name ON cloud (name)";

    private final Path folder;

    SqliteFileTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private SqliteFile open(List<String> migrations) {
        return SqliteFile.open(
                folder.resolve("sky.db"), SqliteFile.Durability.NORMAL, migrations, NOON);
    }

    private static void write(SqliteFile file, String sql) {
        new GroupCommit(file, Runnable::run)
                .submit(session -> session.statement(sql).executeUpdate())
                .toCompletableFuture()
                .join();
    }

    private static int count(SqliteFile file) {
        return file.read(
                session -> {
                    try (ResultSet rows =
                            session.statement("SELECT count(*) FROM cloud").executeQuery()) {
                        return rows.next() ? rows.getInt(1) : -1;
                    }
                });
    }

    @Test
    void anOlderFileIsBroughtToTheNewestShapeAndKeepsItsRows() {
        try (SqliteFile old = open(List.of(FIRST))) {
            write(old, "INSERT INTO cloud (name) VALUES ('cirrus')");
        }
        try (SqliteFile newer = open(List.of(FIRST, SECOND))) {
            write(newer, "INSERT INTO cloud (name, height) VALUES ('stratus', 2000)");
            assertEquals(2, count(newer));
        }
        try (SqliteFile again = open(List.of(FIRST, SECOND))) {
            assertEquals(2, count(again));
        }
    }

    @Test
    void aFileThatIsNoDatabaseIsSetAsideAndSaid() throws IOException {
        Path path = folder.resolve("sky.db");
        byte[] rubbish = "rain, rain, go away ".repeat(1000).getBytes(StandardCharsets.UTF_8);
        Files.write(path, rubbish);

        try (SqliteFile file = open(List.of(FIRST))) {
            Path kept = folder.resolve("sky.db.damaged-20261121T120000Z");
            assertEquals(Optional.of(kept), file.setAside());
            assertEquals(rubbish.length, Files.size(kept));
            assertEquals(0, count(file));
        }
    }

    @Test
    void aDatabaseWithOverwrittenPagesIsSetAside() throws IOException {
        try (SqliteFile file = open(List.of(FIRST))) {
            for (int i = 0; i < 100; i++) {
                write(file, "INSERT INTO cloud (name) VALUES ('" + "x".repeat(1000) + "')");
            }
        }
        Path path = folder.resolve("sky.db");
        byte[] content = Files.readAllBytes(path);
        for (int i = 4096; i < content.length; i++) {
            content[i] = (byte) 0xa5;
        }
        Files.write(path, content);

        try (SqliteFile file = open(List.of(FIRST))) {
            assertTrue(file.setAside().isPresent());
            assertEquals(0, count(file));
        }
    }

    @Test
    void aFolderThatIsMissingIsNotWritable() {
        Path missing = folder.resolve("nowhere").resolve("sky.db");

        SqliteException refused =
                assertThrows(
                        SqliteException.class,
                        () ->
                                SqliteFile.open(
                                        missing, SqliteFile.Durability.FULL, List.of(FIRST), NOON));

        assertEquals(SqliteException.Fault.NOT_WRITABLE, refused.fault());
    }

    @Test
    void aFileOfANewerVersionIsRefusedAndLeftAsItIs() throws IOException {
        open(List.of(FIRST, SECOND)).close();
        byte[] before = Files.readAllBytes(folder.resolve("sky.db"));

        SqliteException refused =
                assertThrows(SqliteException.class, () -> open(List.of(FIRST)).close());

        assertEquals(SqliteException.Fault.NEWER, refused.fault());
        assertArrayEquals(before, Files.readAllBytes(folder.resolve("sky.db")));
        open(List.of(FIRST, SECOND)).close();
    }

    @Test
    void aFileOfANewerVersionIsRefusedWhateverItsFolderIsCalled() throws IOException {
        for (String name : List.of("a#b", "a%41", "a b", "Wolke ü")) {
            Path file = Files.createDirectory(folder.resolve(name)).resolve("sky.db");
            SqliteFile.open(file, SqliteFile.Durability.FULL, List.of(FIRST, SECOND), NOON).close();

            SqliteException refused =
                    assertThrows(
                            SqliteException.class, () -> SqliteFile.refuseNewer(file, 1), name);

            assertEquals(SqliteException.Fault.NEWER, refused.fault());
        }
    }

    @Test
    void aFileOfANewerVersionThatWasKilledIsRefused() throws Exception {
        try (SqliteFile killed = open(List.of(FIRST, SECOND))) {
            write(killed, "INSERT INTO cloud (name) VALUES ('cirrus')");
            // Its newest pages are in the write-ahead log only.
            Path copy = Files.createDirectory(folder.resolve("copy"));
            for (String name : List.of("sky.db", "sky.db-wal")) {
                Files.copy(folder.resolve(name), copy.resolve(name));
            }

            SqliteException refused =
                    assertThrows(
                            SqliteException.class,
                            () ->
                                    SqliteFile.open(
                                            copy.resolve("sky.db"),
                                            SqliteFile.Durability.NORMAL,
                                            List.of(FIRST),
                                            NOON));
            assertEquals(SqliteException.Fault.NEWER, refused.fault());
        }
    }

    @Test
    void aWrongQueryFailsAndTheNextOneWorks() {
        try (SqliteFile file = open(List.of(FIRST))) {
            assertThrows(
                    SqliteException.class,
                    () -> file.read(session -> session.statement("SELECT nothing FROM cloud")));
            assertEquals(0, count(file));
        }
    }

    @Test
    void readersCannotWrite() {
        try (SqliteFile file = open(List.of(FIRST))) {
            assertThrows(
                    SqliteException.class,
                    () ->
                            file.read(
                                    session ->
                                            session.statement(
                                                            "INSERT INTO cloud (name)"
                                                                    + " VALUES ('x')")
                                                    .executeUpdate()));
        }
    }

    @Test
    void aReaderThatThrewIsNotLentAgain() {
        try (SqliteFile file = open(List.of(FIRST))) {
            write(file, "INSERT INTO cloud (name) VALUES ('cirrus')");
            List<SqliteSession> lent = new ArrayList<>();
            assertThrows(
                    StackOverflowError.class,
                    () ->
                            file.read(
                                    session -> {
                                        lent.add(session);
                                        throw new StackOverflowError("test");
                                    }));
            assertEquals(1, count(file));
            assertTrue(closed(lent.getFirst()));
        }
    }

    private static boolean closed(SqliteSession session) {
        try {
            return session.connection().isClosed();
        } catch (SQLException e) {
            return true;
        }
    }
}
