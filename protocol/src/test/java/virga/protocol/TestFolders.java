package virga.protocol;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Temporary folders for specs, which have no {@code @TempDir}: deleted when the tests' process
 * ends, as an actor may still hold a file when its spec is over. Thread safe.
 */
public final class TestFolders {
    private static final Set<Path> MADE = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(TestFolders::deleteAll));
    }

    private TestFolders() {}

    /** A new, empty folder whose name begins with {@code prefix}. */
    public static Path create(String prefix) {
        try {
            Path folder = Files.createTempDirectory(prefix);
            MADE.add(folder);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void deleteAll() {
        MADE.forEach(TestFolders::delete);
    }

    /** Deletes what is there now, and stays silent about what cannot be deleted any more. */
    static void delete(Path folder) {
        try (var files = Files.walk(folder)) {
            List<Path> all = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : all) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException left) {
            // A file made meanwhile: nobody is left to be told.
        }
    }
}
