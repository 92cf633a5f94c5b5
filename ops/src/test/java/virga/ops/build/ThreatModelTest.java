package virga.ops.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The tests that docs/threat-model.md promises exist: {@code Class#method}, or words of a spec. */
final class ThreatModelTest {
    private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|Spec))#([^`]+)`");
    private static final String ROW = "| ";
    private static final String HEAD = "| attack |";

    private final SourceTree tree = new SourceTree();

    @Test
    void everyTestThatIsNamedExists() {
        Map<String, String> sources = sources();
        List<String> faults = new ArrayList<>();
        for (String row : rows()) {
            for (MatchResult named : TEST.matcher(row).results().toList()) {
                String source = sources.getOrDefault(named.group(1), "");
                String form = named.group(1).endsWith("Spec") ? "%s" : "void %s(";
                if (!source.contains(form.formatted(named.group(2)))) {
                    faults.add("there is no test " + named.group());
                }
            }
        }
        assertEquals("", String.join("\n", faults));
    }

    @Test
    void everyRowNamesATest() {
        List<String> rows = rows();
        assertTrue(rows.size() >= 13, "fewer rows than the seed has attacks");
        List<String> without = rows.stream().filter(row -> !TEST.matcher(row).find()).toList();
        assertEquals("", String.join("\n", without));
    }

    private List<String> rows() {
        return tree.files("docs/threat-model.md").stream()
                .flatMap(file -> tree.lines(file).stream())
                .filter(line -> line.startsWith(ROW) && !line.startsWith(HEAD))
                .toList();
    }

    private Map<String, String> sources() {
        Map<String, String> sources = new HashMap<>();
        for (Path file : tree.files("Test.java", "Spec.scala")) {
            String name = String.valueOf(file.getFileName()).replaceAll("\\.(java|scala)$", "");
            sources.merge(name, String.join("\n", tree.lines(file)), String::concat);
        }
        return sources;
    }
}
