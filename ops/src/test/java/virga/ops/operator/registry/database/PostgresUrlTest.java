package virga.ops.operator.registry.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

final class PostgresUrlTest {
    private static final String SECRET = "hunter2";

    private static PGSimpleDataSource source(PostgresUrl url) throws SQLException {
        return url.source().unwrap(PGSimpleDataSource.class);
    }

    @Test
    void passwordIsShownNowhere() {
        String text = "jdbc:postgresql://db.example:6000/virga?user=op&password=" + SECRET;
        PostgresUrl url = PostgresUrl.parse(text);
        assertEquals("postgresql://db.example:6000/virga", url.toString());
        assertEquals("postgresql://db.example:6000/virga", new RegistryPlace.OnServer(url) + "");
        assertFalse(url.hide("no entry with " + SECRET + " at all").contains(SECRET));
        assertFalse(PostgresUrl.redact("registry = \"" + text + "\"").contains(SECRET));
        String asPeopleWrite = "jdbc:postgresql://op:" + SECRET + "@db.example/virga";
        assertFalse(PostgresUrl.redact(asPeopleWrite).contains(SECRET));
        IllegalArgumentException refused =
                assertThrows(
                        IllegalArgumentException.class, () -> PostgresUrl.parse(asPeopleWrite));
        assertFalse(String.valueOf(refused.getMessage()).contains(SECRET));
    }

    @Test
    void severalHostsAreShown() {
        assertEquals(
                "postgresql://a:1,b:2/virga",
                PostgresUrl.parse("jdbc:postgresql://a:1,b:2/virga").toString());
    }

    @Test
    void passwordComesFromTheUrlThenTheVariable() throws SQLException {
        var environment = Map.of("PGUSER", "somebody", "PGPASSWORD", SECRET);
        var plain = PostgresUrl.parse("jdbc:postgresql://db/virga").with(environment);
        assertEquals("somebody", source(plain).getUser());
        assertEquals(SECRET, source(plain).getPassword());
        var said = PostgresUrl.parse("jdbc:postgresql://db/virga?user=op&password=own");
        assertEquals("op", source(said.with(environment)).getUser());
        assertEquals("own", source(said.with(environment)).getPassword());
    }

    @Test
    void passwordComesFromPgpass(@TempDir Path folder) throws IOException, SQLException {
        Path file = Files.writeString(folder.resolve("pgpass"), "db:5432:virga:op:" + SECRET);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        System.setProperty("org.postgresql.pgpassfile", file.toString());
        try {
            var url = PostgresUrl.parse("jdbc:postgresql://db/virga?user=op");
            assertEquals(SECRET, source(url).getPassword());
            assertEquals("other", source(url.with(Map.of("PGPASSWORD", "other"))).getPassword());
        } finally {
            System.clearProperty("org.postgresql.pgpassfile");
        }
    }

    @Test
    void whatIsNoSuchUrlIsRefused() {
        for (String text : new String[] {"registry.db", "jdbc:sqlite:x", "postgresql://db/virga"}) {
            String said =
                    String.valueOf(
                            assertThrows(
                                            IllegalArgumentException.class,
                                            () -> PostgresUrl.parse(text))
                                    .getMessage());
            assertTrue(said.startsWith("not jdbc:postgresql://"), said);
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> PostgresUrl.parse("jdbc:postgresql://db:port/virga"));
    }
}
