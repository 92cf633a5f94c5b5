package virga.protocol;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The table of section 9 of docs/protocol.md, which others test their own nodes against. */
public final class Vectors {
    private static final Path DOCUMENT = Path.of("..", "docs", "protocol.md");
    private static final String HEAD = "## 9. Vectors";
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (.+) \\| `([^`]+)` \\|$");

    private Vectors() {}

    /** Each row's value under its name. */
    public static Map<String, String> all() throws IOException {
        String document = Files.readString(DOCUMENT);
        String section = document.substring(document.indexOf(HEAD));
        Map<String, String> all = new TreeMap<>();
        for (MatchResult row : ROW.matcher(section).results().toList()) {
            all.put(row.group(1), row.group(2));
        }
        return all;
    }
}
