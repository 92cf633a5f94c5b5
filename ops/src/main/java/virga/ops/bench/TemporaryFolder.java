package virga.ops.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import virga.ops.problem.Problem;

/** A folder for one run, readable by its owner only, and removed with all that is in it. */
public final class TemporaryFolder implements AutoCloseable {
    private final Path path;

    private TemporaryFolder(Path path) {
        this.path = path;
    }

    public static TemporaryFolder make(String purpose) {
        try {
            return new TemporaryFolder(Files.createTempDirectory("virga-" + purpose + "-"));
        } catch (IOException e) {
            throw Problem.failed(
                            "cannot make a temporary folder: " + e.getMessage(),
                            "name another place with -Djava.io.tmpdir in VIRGA_JAVA_OPTS")
                    .asException();
        }
    }

    public Path path() {
        return path;
    }

    @Override
    public void close() {
        remove(path);
    }

    /** Removes a folder and everything in it; what is gone already is no fault. */
    public static void remove(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (NoSuchFileException e) {
            // Removed by someone else.
        } catch (IOException | java.io.UncheckedIOException e) {
            // A file that comes and goes, as SQLite's do: what is left is small and in the
            // system's folder for such.
        }
    }
}
