package virga.ops.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The child's end of {@link ChildProcess}: hears lines, answers lines, ends with its parent. */
public final class Commands {
    /** What a child does with a line it was told. */
    @FunctionalInterface
    public interface Handler {
        void on(String[] words) throws Exception;
    }

    private Commands() {}

    /** Says one line to the parent. */
    public static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    /** Handles lines until the input ends, then ends the process; never returns. */
    public static void serve(Handler handler) {
        var reader = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        int code = 0;
        try {
            for (String line = next(reader); line != null; line = next(reader)) {
                handler.on(line.split(" ", -1));
            }
        } catch (Exception e) {
            e.printStackTrace();
            code = 1;
        }
        System.exit(code);
    }

    /** An input that breaks has ended: the parent is gone. */
    private static @Nullable String next(BufferedReader reader) {
        try {
            return reader.readLine();
        } catch (IOException e) {
            return null;
        }
    }

    /** Ends the process when its input ends, while another thread does the work. */
    public static void endWithParent(Handler handler) {
        Thread.ofPlatform().daemon().name("commands").start(() -> serve(handler));
    }
}
