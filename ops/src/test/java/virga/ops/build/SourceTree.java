package virga.ops.build;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The files of the project that people write, read from the folder above this module. */
final class SourceTree {
    private static final Set<String> SKIPPED = Set.of("target", ".git", ".idea", ".vscode");

    private final Path root;

    SourceTree() {
        root = Path.of("").toAbsolutePath().resolveSibling("");
        if (!Files.exists(root.resolve("ops/pom.xml"))) {
            throw new IllegalStateException("not started in the folder ops/: " + root);
        }
    }

    /** Paths ending in one of the given endings, in a fixed order. */
    List<Path> files(String... endings) {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(p -> isSource(p, endings)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The path as people name it: from the project's root. */
    String name(Path file) {
        return root.relativize(file).toString();
    }

    private boolean isSource(Path file, String... endings) {
        for (Path part : root.relativize(file)) {
            if (SKIPPED.contains(part.toString())) {
                return false;
            }
        }
        String name = name(file);
        return Files.isRegularFile(file) && Stream.of(endings).anyMatch(name::endsWith);
    }
}
