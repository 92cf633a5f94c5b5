package virga.ops.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import virga.ops.operator.registry.database.PostgresUrl;
import virga.ops.operator.registry.database.RegistryPlace;
import virga.protocol.TestFolders;

/**
 * A PostgreSQL of the distribution's package on a free port of loopback, with its data in a folder
 * of its own. Tests are skipped where there is none, but not in CI.
 */
public final class PostgresServer implements AutoCloseable {
    static final String USER = "virga";
    public static final String PASSWORD = "not-to-be-seen";

    private static final Path PACKAGED = Path.of("/usr/lib/postgresql");
    private static final AtomicInteger SCHEMAS = new AtomicInteger();

    private static @Nullable PostgresServer shared;

    private final Path programs;
    private final Path folder;
    private final int port;
    private @Nullable Process process;

    private PostgresServer(Path programs) throws IOException, InterruptedException {
        this.programs = programs;
        this.folder = TestFolders.create("virga-postgres");
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            this.port = free.getLocalPort();
        }
        Path password = Files.writeString(folder.resolve("password"), PASSWORD);
        if (isRoot()) {
            run(List.of("chown", "-R", "postgres", folder.toString()));
        }
        run(
                asItsUser(
                        programs.resolve("initdb").toString(),
                        "--pgdata=" + data(),
                        "--username=" + USER,
                        "--auth=scram-sha-256",
                        "--pwfile=" + password,
                        "--encoding=UTF8",
                        "--no-sync"));
    }

    /** One for all tests that need no more than a place in it; ends with this process. */
    static synchronized PostgresServer shared() {
        PostgresServer running = shared;
        if (running == null) {
            running = begin();
            Runtime.getRuntime().addShutdownHook(new Thread(running::close));
            shared = running;
        }
        return running;
    }

    /** One for a test that stops it. */
    public static PostgresServer begin() {
        Path programs = programs().orElse(null);
        if (programs == null) {
            String said = "PostgreSQL is not installed";
            assertNotEquals("true", System.getenv("CI"), said);
            return abort("skipped: " + said);
        }
        try {
            PostgresServer server = new PostgresServer(programs);
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Optional<Path> programs() {
        Stream<Path> onPath =
                Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1)).map(Path::of);
        String[] versions = PACKAGED.toFile().list();
        Stream<Path> packaged =
                Arrays.stream(versions == null ? new String[0] : versions)
                        .map(version -> PACKAGED.resolve(version).resolve("bin"));
        return Stream.concat(packaged, onPath)
                .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                .findFirst();
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    /** PostgreSQL refuses to run as root. */
    private static List<String> asItsUser(String... command) {
        List<String> whole = new ArrayList<>();
        if (isRoot()) {
            whole.addAll(
                    List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
        }
        whole.addAll(List.of(command));
        return whole;
    }

    private Path data() {
        return folder.resolve("data");
    }

    /** Returns when it takes connections. */
    void start() throws IOException {
        Process started =
                new ProcessBuilder(
                                asItsUser(
                                        programs.resolve("postgres").toString(),
                                        "-D",
                                        data().toString(),
                                        "-p",
                                        "" + port,
                                        "-c",
                                        "listen_addresses=127.0.0.1",
                                        "-c",
                                        "unix_socket_directories=" + folder,
                                        "-c",
                                        "fsync=off"))
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start();
        process = started;
        var lines =
                new BufferedReader(
                        new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8));
        String line = lines.readLine();
        while (line != null && !line.contains("ready to accept connections")) {
            line = lines.readLine();
        }
        assertNotEquals(null, line, "it ended at once");
        Thread.ofVirtual().start(() -> lines.lines().forEach(unused -> {}));
    }

    /** Ends it at once, whoever is connected. */
    void stop() throws IOException, InterruptedException {
        Process running = process;
        if (running != null) {
            run(List.of("kill", "-INT", "" + running.pid()));
            running.waitFor();
            process = null;
        }
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        Process ran = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(ran.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, ran.waitFor(), said);
    }

    /** An empty place for one registry. */
    RegistryPlace place() {
        return new RegistryPlace.OnServer(url());
    }

    PostgresUrl url() {
        return PostgresUrl.parse(text(emptySchema(), PASSWORD));
    }

    /** The one that was made last. */
    String lastSchema() {
        return "registry_" + SCHEMAS.get();
    }

    String emptySchema() {
        String schema = "registry_" + SCHEMAS.incrementAndGet();
        execute("CREATE SCHEMA " + schema);
        return schema;
    }

    public String text(String schema, String password) {
        return PostgresUrl.SCHEME
                + "127.0.0.1:"
                + port
                + "/postgres?user="
                + USER
                + "&password="
                + password
                + "&currentSchema="
                + schema;
    }

    void execute(String sql) {
        try (var connection = DriverManager.getConnection(text("public", PASSWORD));
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            stop();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
