package virga.ops.operator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import virga.ops.operator.registry.DomainEntry;
import virga.ops.operator.registry.Network;
import virga.ops.operator.registry.OperatorEntry;
import virga.ops.operator.registry.OperatorException;
import virga.ops.operator.registry.OperatorIdentity;
import virga.ops.operator.registry.Registry;
import virga.ops.operator.registry.database.RegistryPlace;
import virga.protocol.Bytes;
import virga.protocol.identity.DomainId;
import virga.protocol.identity.PublicKey;
import virga.protocol.identity.Role;

/** The registry's file. */
final class RegistryTest {
    private final Path folder;

    RegistryTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private Path file() {
        return folder.resolve("registry.db");
    }

    private OperatorException refused() {
        return assertThrows(
                OperatorException.class,
                () -> Registry.open(new RegistryPlace.InFile(file()), Runnable::run));
    }

    @Test
    void onlyItsOwnerMayReadIt() throws Exception {
        try (RegistryFixture operator = RegistryFixture.begin(folder)) {
            operator.addDomain("acme");
            for (String name : List.of("registry.db", "registry.db-wal")) {
                assertEquals(
                        "rw-------",
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(folder.resolve(name))),
                        name);
            }
        }
    }

    @Test
    void secretOfATokenIsNowhereInIt() throws Exception {
        Bytes secret;
        try (RegistryFixture operator = RegistryFixture.begin(folder)) {
            operator.addDomain("acme");
            secret = operator.token("acme", 1, Role.USER);
        }
        String content = Bytes.owning(Files.readAllBytes(file())).toHex();
        assertFalse(content.contains(secret.toHex()));
        assertTrue(content.contains(Bytes.sha256(secret.toArray()).toHex()));
    }

    @Test
    void damagedOneIsRefusedAndLeftAsItIs() throws Exception {
        try (RegistryFixture operator = RegistryFixture.begin(folder)) {
            operator.addDomain("acme");
        }
        try (RandomAccessFile damaged = new RandomAccessFile(file().toFile(), "rw")) {
            damaged.seek(5000);
            damaged.write(new byte[8000]);
        }
        byte[] before = Files.readAllBytes(file());
        OperatorException fault = refused();
        assertTrue(fault.line().contains("registry.db cannot be used"), fault.line());
        assertTrue(fault.hint().contains("backup"), fault.hint());
        assertArrayEquals(before, Files.readAllBytes(file()));
        try (var files = Files.list(folder)) {
            assertTrue(
                    files.noneMatch(path -> path.toString().contains("damaged")),
                    "nothing is set aside");
        }
    }

    @Test
    void fileThatIsNoDatabaseIsRefused() throws Exception {
        Files.writeString(file(), "not a database, but long enough to be looked at".repeat(100));
        assertTrue(refused().line().contains("cannot be used"));
    }

    @Test
    void fileOfANewerVersionIsRefused() throws Exception {
        RegistryFixture.begin(folder).close();
        execute("PRAGMA user_version = 99");
        assertTrue(refused().line().contains("newer version"));
    }

    private void execute(String sql) throws Exception {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    /** As version 0.1 left it: no account of scripts, the operator's key beside the network. */
    @Test
    void registryOfTheFirstVersionIsTakenOverWhole() throws Exception {
        PublicKey root = RegistryFixture.newPublicKey();
        PublicKey key = RegistryFixture.newPublicKey();
        try (var script =
                Registry.class.getResourceAsStream(
                        "/virga/ops/operator/registry/sqlite/V1__tables.sql")) {
            execute(new String(Objects.requireNonNull(script).readAllBytes(), UTF_8));
        }
        execute(
                "INSERT INTO network VALUES (1, x'%s', x'%s', 7, 41, 3)"
                        .formatted(root.encoded().toHex(), key.encoded().toHex()));
        execute("INSERT INTO domains VALUES (7, 'operator', x'00', 10, 0)");
        for (int start = 0; start < 2; start++) {
            try (Registry registry =
                    Registry.open(new RegistryPlace.InFile(file()), Runnable::run)) {
                Network network = RegistryFixture.done(registry.read(tables -> tables.network()));
                assertEquals(new Network(root, new DomainId(7), 41, 3), network);
                List<OperatorEntry> operators =
                        RegistryFixture.done(registry.read(tables -> tables.operators().all()));
                assertEquals(List.of(key), operators.stream().map(OperatorEntry::key).toList());
                assertEquals(
                        List.of("operator"),
                        RegistryFixture.done(registry.read(tables -> tables.domains().all()))
                                .stream()
                                .map(DomainEntry::name)
                                .toList());
            }
        }
    }

    @Test
    void scriptThatWasAppliedButNotAccountedForIsNotAppliedTwice() throws Exception {
        RegistryFixture.begin(folder).close();
        execute("DELETE FROM schema_history WHERE version = '2'");
        Registry.open(new RegistryPlace.InFile(file()), Runnable::run).close();
        execute("DROP TABLE supers");
        execute("ALTER TABLE network DROP COLUMN plan_secret");
        execute("DROP TABLE revoked_keys");
        execute("DROP TABLE revocation_list");
        execute("DROP TABLE operators");
        execute("ALTER TABLE network ADD COLUMN operator_key BLOB");
        execute("PRAGMA user_version = 1");
        execute(
                "INSERT INTO schema_history SELECT 9, '9', description, type, script, checksum,"
                        + " installed_by, installed_on, execution_time, success FROM schema_history"
                        + " WHERE version = '1'");
        execute("UPDATE network SET operator_key = x'" + "00".repeat(32) + "'");
        try (Registry registry = Registry.open(new RegistryPlace.InFile(file()), Runnable::run)) {
            assertEquals(1, RegistryFixture.done(registry.read(t -> t.operators().all())).size());
        }
    }

    @Test
    void anotherOperatorKeyOrRootIsRefused() {
        RegistryFixture operator = RegistryFixture.begin(folder);
        NetworkStart same = new NetworkStart(operator.identity);
        NetworkStart thief =
                new NetworkStart(
                        new OperatorIdentity(
                                RegistryFixture.newKey(), operator.identity.secrets()));
        OperatorException otherRoot =
                assertThrows(
                        OperatorException.class,
                        () ->
                                RegistryFixture.done(
                                        operator.registry.change(
                                                tables ->
                                                        same.vouch(
                                                                tables,
                                                                RegistryFixture.newKey(),
                                                                operator.now))));
        assertEquals(OperatorException.Kind.REFUSED, otherRoot.kind());
        OperatorException otherKey =
                assertThrows(
                        OperatorException.class,
                        () ->
                                RegistryFixture.done(
                                        operator.registry.change(
                                                tables ->
                                                        thief.vouch(
                                                                tables,
                                                                operator.root,
                                                                operator.now))));
        assertTrue(otherKey.line().contains("key.pem"));
        operator.close();
    }

    @Test
    void failedChangeIsUndoneAloneAndNobodyHearsOfIt() {
        try (RegistryFixture operator = RegistryFixture.begin(folder)) {
            List<Long> heard = new ArrayList<>();
            operator.registry.onChange("test", heard::add);
            assertThrows(
                    OperatorException.class,
                    () ->
                            RegistryFixture.done(
                                    operator.registry.change(
                                            tables -> {
                                                new DomainRegistration(operator.identity)
                                                        .add(tables, "acme", operator.now);
                                                throw OperatorException.usage("no", "");
                                            })));
            assertEquals(List.of(), heard);
            operator.addDomain("acme");
            assertEquals(List.of(operator.lastChange()), heard);
        }
    }
}
