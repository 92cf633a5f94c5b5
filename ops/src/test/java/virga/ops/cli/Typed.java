package virga.ops.cli;

import java.io.PrintWriter;
import java.io.Reader;
import java.io.StringWriter;
import java.util.Map;

/** Types a command line in this process and keeps what it prints. */
public record Typed(int exit, String out, String err) {
    public static Typed virga(String... arguments) {
        return virga(Map.of(), 0, arguments);
    }

    public static Typed virga(Map<String, String> environment, int columns, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Screen screen =
                new Screen(
                        new PrintWriter(out, true),
                        new PrintWriter(err, true),
                        Reader.nullReader(),
                        columns,
                        environment);
        int exit = Main.run(screen, arguments);
        return new Typed(exit, out.toString(), err.toString());
    }
}
