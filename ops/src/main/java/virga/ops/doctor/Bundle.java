package virga.ops.doctor;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import virga.ops.admin.AdminClient;
import virga.ops.admin.AdminJson;
import virga.ops.admin.AdminRequest;
import virga.ops.admin.Document;
import virga.ops.problem.Problem;
import virga.ops.problem.ProblemException;

/**
 * A report in a zip file: the checks, the status, the configuration and the end of the log, all
 * without secrets. Key, membership and databases are never opened for it.
 */
public final class Bundle {
    /** How much of the log goes in. */
    static final int LOG_MAX_BYTES = 1024 * 1024;

    private final Path home;
    private final Map<String, String> environment;

    public Bundle(Path home, Map<String, String> environment) {
        this.home = home;
        this.environment = environment;
    }

    /** Writes {@code file}; one that is there is refused. */
    public void write(Path file, List<Document.DoctorLine> checks) {
        try (var zip = new ZipOutputStream(Files.newOutputStream(newFile(file)))) {
            boolean ok = checks.stream().noneMatch(line -> line.state().equals("fail"));
            var doctor = new Document.Doctor(ok, checks, null);
            put(zip, "doctor.json", AdminJson.print(AdminJson.tree(doctor)));
            put(zip, "status.json", status());
            put(zip, "system.txt", system());
            putFile(zip, home.resolve("virga.conf"));
            putFile(zip, home.resolve("log").resolve("virga.log"));
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.failed("cannot write " + file, String.valueOf(e.getMessage())), e);
        }
    }

    private static Path newFile(Path file) {
        if (Files.exists(file)) {
            throw Problem.failed(file + " is already there", "name another file").asException();
        }
        return file;
    }

    private String status() {
        try (AdminClient node = AdminClient.connect(home, environment)) {
            return AdminJson.print(node.ask(new AdminRequest.Status(), step -> {}));
        } catch (ProblemException e) {
            return AdminJson.print(AdminJson.tree(e.problem()));
        }
    }

    private static String system() {
        return "java "
                + Runtime.version()
                + "\nsystem "
                + System.getProperty("os.name")
                + " "
                + System.getProperty("os.version")
                + " "
                + System.getProperty("os.arch")
                + "\nprocessors "
                + Runtime.getRuntime().availableProcessors()
                + "\n";
    }

    private static void putFile(ZipOutputStream zip, Path file) throws IOException {
        if (Files.isRegularFile(file)) {
            put(zip, String.valueOf(file.getFileName()), tail(file));
        }
    }

    private static String tail(Path file) throws IOException {
        try (var open = new RandomAccessFile(file.toFile(), "r")) {
            long start = Math.max(0, open.length() - LOG_MAX_BYTES);
            byte[] end = new byte[(int) (open.length() - start)];
            open.seek(start);
            open.readFully(end);
            return new String(end, StandardCharsets.UTF_8);
        }
    }

    private static void put(ZipOutputStream zip, String name, String text) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(Redaction.of(text).getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }
}
