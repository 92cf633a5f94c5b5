package virga.ops.bench;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs that may be installed on this machine. */
public final class Programs {
    /** Where servers stand that are not on everybody's path. */
    private static final List<String> MORE_FOLDERS =
            List.of("/usr/sbin", "/usr/local/sbin", "/sbin", "/opt/homebrew/bin");

    private Programs() {}

    /** The full path of the first of these names that is installed. */
    public static Optional<Path> find(String... names) {
        String path = System.getenv().getOrDefault("PATH", "");
        List<String> folders =
                Stream.concat(Stream.of(path.split(File.pathSeparator)), MORE_FOLDERS.stream())
                        .filter(folder -> !folder.isEmpty())
                        .toList();
        return Stream.of(names)
                .flatMap(name -> folders.stream().map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
