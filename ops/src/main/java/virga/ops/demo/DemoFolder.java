package virga.ops.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import virga.ops.problem.Problem;

/** Where the demonstration's homes stand: a temporary folder, or one that a person named. */
record DemoFolder(Path path, boolean temporary) implements AutoCloseable {
    /** A named folder must be empty or new: what stands in it stays. */
    static DemoFolder of(@Nullable Path named) {
        try {
            if (named == null) {
                return new DemoFolder(Files.createTempDirectory("virga-demo-"), true);
            }
            Path folder = named.toAbsolutePath().normalize();
            Files.createDirectories(folder);
            try (Stream<Path> inside = Files.list(folder)) {
                if (inside.findAny().isPresent()) {
                    throw Problem.failed(
                                    folder + " is not empty",
                                    "name a new folder, or none for a temporary one")
                            .asException();
                }
            }
            return new DemoFolder(folder, false);
        } catch (IOException e) {
            throw Problem.failed(
                            "cannot make a folder for the demo: " + e.getMessage(),
                            "name one that can be written with --home")
                    .asException();
        }
    }

    /** Removes a temporary folder with all that is in it. */
    @Override
    public void close() {
        if (!temporary) {
            return;
        }
        try (Stream<Path> all = Files.walk(path)) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path each : deepestFirst) {
                Files.deleteIfExists(each);
            }
        } catch (IOException | UncheckedIOException e) {
            // What is left is small, and in the system's folder for such.
        }
    }
}
