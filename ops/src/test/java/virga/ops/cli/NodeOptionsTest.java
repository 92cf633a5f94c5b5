package virga.ops.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Where the join token of a node comes from. */
final class NodeOptionsTest {
    private static final Map<String, String> VARIABLE = Map.of("VIRGA_JOIN_TOKEN", "virga1hidden");

    private static @Nullable String join(Map<String, String> environment, String... arguments) {
        NodeOptions options = new NodeOptions();
        new CommandLine(options).parseArgs(arguments);
        return options.flags(Path.of("home"), environment).join();
    }

    @Test
    void tokenInTheVariableIsTakenWithoutAnArgument() {
        assertEquals("virga1hidden", join(VARIABLE));
        assertNull(join(Map.of()));
    }

    @Test
    void argumentWinsOverTheVariable() {
        assertEquals("virga1seen", join(VARIABLE, "--join", "virga1seen"));
    }
}
