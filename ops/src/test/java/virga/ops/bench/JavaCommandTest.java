package virga.ops.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class JavaCommandTest {
    @Test
    void nodesHaveTheFlagsOfTheLauncher() throws IOException {
        String small = launcher("FLAGS_SMALL");
        assertEquals(
                launcher("FLAGS_NODE").replace("$FLAGS_SMALL", small),
                String.join(" ", JavaCommand.NODE_FLAGS));
        assertEquals(
                launcher("FLAGS_SWARM").replace("$FLAGS_SMALL", small),
                String.join(" ", JavaCommand.SWARM_FLAGS));
    }

    @Test
    void childRunsTheSameClassesOnTheSameJava() {
        List<String> command =
                JavaCommand.of(List.of("-Xmx64m"), EchoingChild.class, List.of("one", "two"));
        assertTrue(command.getFirst().startsWith(System.getProperty("java.home")));
        int place = command.indexOf("-cp");
        assertEquals(System.getProperty("java.class.path"), command.get(place + 1));
        assertEquals(
                List.of(EchoingChild.class.getName(), "one", "two"),
                command.subList(place + 2, command.size()));
    }

    private static String launcher(String variable) throws IOException {
        return Files.readAllLines(Path.of("../virga")).stream()
                .filter(line -> line.startsWith(variable + "="))
                .map(line -> line.substring(variable.length() + 2, line.length() - 1))
                .findFirst()
                .orElseThrow();
    }
}
