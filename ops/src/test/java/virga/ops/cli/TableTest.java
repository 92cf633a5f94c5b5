package virga.ops.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.PrintWriter;
import java.io.Reader;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import virga.ops.problem.ProblemException;

final class TableTest {
    private final Table table =
            new Table("NAME", "VALUE").row("short", 1).row("x".repeat(40), 12_345);

    @Test
    void columnsAlign() {
        assertEquals(
                "NAME                                      VALUE\n"
                        + "short                                     1\n"
                        + "x".repeat(40)
                        + "  12345\n",
                printed(table, 0));
    }

    @Test
    void theWidestColumnIsCutToTheWindow() {
        for (String line : printed(table, 20).lines().toList()) {
            assertEquals(true, line.length() <= 20, line);
        }
    }

    @Test
    void namesOfOtherMachinesMoveNoCursor() {
        assertEquals("NAME\na?[2Jb\n", printed(new Table("NAME").row("a\u001b[2Jb"), 0));
    }

    @Test
    void anEmptyTableSaysSo() {
        assertEquals("nothing here\n", printed(new Table("NAME"), 0));
    }

    @Test
    void durationsAreWrittenWithTheirUnit() {
        assertEquals(Duration.ofHours(24), Words.duration("24h"));
        assertEquals(Duration.ofSeconds(90), Words.duration("90s"));
        for (String wrong :
                new String[] {"", "h", "24", "-1h", "0s", "1.5h", "99999999999999999d"}) {
            assertThrows(ProblemException.class, () -> Words.duration(wrong), wrong);
        }
    }

    @Test
    void bytesHaveAUnit() {
        assertEquals("1023 B", Words.bytes(1023));
        assertEquals("1.0 KiB", Words.bytes(1024));
        assertEquals("1.5 MiB", Words.bytes(3 << 19));
    }

    private static String printed(Table table, int columns) {
        StringWriter out = new StringWriter();
        PrintWriter printer = new PrintWriter(out, true);
        table.print(
                new Screen(printer, printer, Reader.nullReader(), columns, Map.of()),
                "nothing here");
        return out.toString();
    }
}
