package virga.ops.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sqlite.SQLiteErrorCode;
import virga.actors.node.NodeHome;
import virga.actors.settings.NodeSettings;
import virga.ops.config.ConfigFile;
import virga.ops.config.NodeFlags;
import virga.ops.operator.registry.database.DatabaseException;
import virga.ops.operator.registry.database.PostgresUrl;
import virga.ops.operator.registry.database.RegistryDatabase;
import virga.ops.problem.ProblemException;
import virga.protocol.identity.Role;

/** What stands in a home: folder, key, configuration, disk, databases. Changes nothing. */
final class HomeChecks {
    static final long DISK_WARN_BYTES = 1L << 30;
    static final long DISK_FAIL_BYTES = 64L << 20;

    private final NodeHome home;

    HomeChecks(Path home) {
        this.home = new NodeHome(home);
    }

    List<Finding> all() {
        if (!Files.isDirectory(home.folder())) {
            return List.of(
                    Finding.fail(
                            "home",
                            "there is no folder " + home.folder(),
                            "start a node in it, or name another with --home"));
        }
        List<Finding> findings = new ArrayList<>();
        findings.add(folder());
        findings.add(key());
        findings.add(configuration());
        findings.add(disk());
        for (Path file :
                List.of(home.database(), home.recordsDatabase(), home.registryDatabase())) {
            if (Files.exists(file)) {
                findings.add(database(file));
            }
        }
        return findings;
    }

    Finding folder() {
        if (!Files.isWritable(home.folder())) {
            return Finding.fail(
                    "home",
                    home.folder() + " cannot be written",
                    "run as its owner, or `chown` it to this user");
        }
        return Finding.ok("home", home.folder() + " is writable");
    }

    Finding key() {
        Path file = home.keyFile();
        if (!Files.exists(file)) {
            return Finding.warn("key", "there is no key yet", "the first start makes it");
        }
        try {
            Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
            String text = PosixFilePermissions.toString(mode);
            return text.endsWith("------")
                    ? Finding.ok("key", file + " is the owner's alone")
                    : Finding.fail(
                            "key",
                            file + " is open to others (" + text + ")",
                            "if nobody has read it, `chmod 600 " + file + "`, else remove it");
        } catch (IOException | UnsupportedOperationException e) {
            return Finding.fail("key", "cannot look at " + file, "check the folder's permissions");
        }
    }

    Finding configuration() {
        NodeFlags flags = new NodeFlags(home.folder(), null, null, Map.of());
        if (!Files.exists(flags.configFile())) {
            return Finding.ok("config", "no virga.conf: all settings are the usual ones");
        }
        try {
            ConfigFile.read(flags);
            return Finding.ok("config", flags.configFile() + " is valid");
        } catch (ProblemException e) {
            return Finding.fail("config", e.problem().message(), e.problem().hint());
        }
    }

    /** What virga.conf says; the usual settings where it says nothing that can be read. */
    NodeSettings settings() {
        try {
            return ConfigFile.read(new NodeFlags(home.folder(), null, null, Map.of())).settings();
        } catch (ProblemException e) {
            return NodeSettings.of(EnumSet.of(Role.USER));
        }
    }

    /** Of an operator whose registry is not in the home. */
    Optional<Finding> registry(Map<String, String> environment) {
        Optional<PostgresUrl> url = Optional.empty();
        try {
            url = ConfigFile.read(new NodeFlags(home.folder(), null, null, Map.of())).registry();
        } catch (ProblemException e) {
            // The configuration's own line says it.
        }
        return url.map(server -> registry(server.with(environment)));
    }

    private static Finding registry(PostgresUrl server) {
        try {
            RegistryDatabase.reach(server);
            return Finding.ok("registry", server + " is reachable");
        } catch (DatabaseException e) {
            return Finding.fail("registry", e.line(), e.hint());
        }
    }

    Finding disk() {
        try {
            return disk(Files.getFileStore(home.folder()).getUsableSpace());
        } catch (IOException e) {
            return Finding.fail("disk", "cannot ask for free space", String.valueOf(e));
        }
    }

    static Finding disk(long freeBytes) {
        String detail = (freeBytes >> 20) + " MiB are free";
        String hint = "free some space: what is acknowledged must be stored";
        if (freeBytes < DISK_FAIL_BYTES) {
            return Finding.fail("disk", detail, hint);
        }
        return freeBytes < DISK_WARN_BYTES
                ? Finding.warn("disk", detail, hint)
                : Finding.ok("disk", detail);
    }

    Finding database(Path file) {
        String name = "database";
        try (var connection = DriverManager.getConnection("jdbc:sqlite:file:" + file + "?mode=ro");
                var statement = connection.createStatement();
                ResultSet result = statement.executeQuery("PRAGMA quick_check(1)")) {
            String verdict = result.next() ? result.getString(1) : "no answer";
            return verdict.equals("ok")
                    ? Finding.ok(name, file.getFileName() + " is healthy")
                    : Finding.fail(
                            name, file.getFileName() + " is damaged: " + verdict, mend(file));
        } catch (SQLException e) {
            String reason = String.valueOf(e.getMessage());
            String hint = notAllowed(e) ? "run as its owner, or `chown` it" : mend(file);
            return Finding.fail(name, file.getFileName() + " cannot be read: " + reason, hint);
        }
    }

    /** A node makes its own databases anew; an operator's registry is the only copy. */
    private String mend(Path file) {
        return file.equals(home.registryDatabase())
                ? "stop the node and put a backup in its place: it is never made anew"
                : "stop the node and start it again: it sets the file aside and makes what it can";
    }

    /** The file may be healthy: this user, or a file system mounted read-only, is in the way. */
    private static boolean notAllowed(SQLException e) {
        // Extended codes (SQLITE_CANTOPEN_ISDIR and others) keep theirs in the lowest byte.
        int code = e.getErrorCode() & 0xff;
        return code == SQLiteErrorCode.SQLITE_CANTOPEN.code
                || code == SQLiteErrorCode.SQLITE_READONLY.code
                || code == SQLiteErrorCode.SQLITE_PERM.code;
    }
}
