package virga.ops.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class JavaCommandTest {
    @Test
    void nodesHaveTheFlagsOfTheLauncher() throws IOException {
        assertEquals(launcher("FLAGS_NODE"), JavaCommand.NODE_FLAGS);
        assertEquals(launcher("FLAGS_SWARM"), JavaCommand.SWARM_FLAGS);
        List<String> all = launcher("FLAGS_ALL");
        List<String> command = JavaCommand.of(List.of(), EchoingChild.class, List.of());
        assertEquals(all, command.subList(1, 1 + all.size()));
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

    /** The flags in a variable of the launcher, and in those that it is made of. */
    private static List<String> launcher(String variable) throws IOException {
        String value =
                Files.readAllLines(Path.of("../virga")).stream()
                        .filter(line -> line.startsWith(variable + "="))
                        .map(line -> line.substring(variable.length() + 2, line.length() - 1))
                        .findFirst()
                        .orElseThrow();
        List<String> flags = new ArrayList<>();
        for (String word : value.split(" ", -1)) {
            flags.addAll(word.startsWith("$") ? launcher(word.substring(1)) : List.of(word));
        }
        return flags;
    }
}
