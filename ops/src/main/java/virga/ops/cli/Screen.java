package virga.ops.cli;

import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where a verb reads and writes. {@code columns} is the window's width, 0 where standard output is
 * no terminal: nothing is cut then.
 */
public record Screen(
        PrintWriter out, PrintWriter err, Reader in, int columns, Map<String, String> environment) {
    private static final Path TERMINAL = Path.of("/dev/tty");
    private static final int COLUMNS_DEFAULT = 80;

    /** The process's own streams. */
    public static Screen ofProcess() {
        return new Screen(
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                new InputStreamReader(System.in, StandardCharsets.UTF_8),
                windowColumns(),
                System.getenv());
    }

    /** Whether a person looks at standard output. */
    public boolean terminal() {
        return columns > 0;
    }

    private static int windowColumns() {
        // The plain console answers at once; the default one loads a line editor first.
        System.setProperty("jdk.console", "java.base");
        boolean person =
                Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
        if (!person || !Files.isReadable(TERMINAL)) {
            return 0;
        }
        try {
            Process stty =
                    new ProcessBuilder("stty", "size").redirectInput(TERMINAL.toFile()).start();
            String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int columns = Integer.parseInt(size.strip().split(" ", -1)[1]);
            return columns > 0 ? columns : COLUMNS_DEFAULT;
        } catch (IOException | RuntimeException e) {
            return COLUMNS_DEFAULT;
        }
    }
}
