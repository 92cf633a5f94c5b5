package virga.ops.demo;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** How the demonstration looks to a person, at a terminal (with colour) or in a file. */
final class DemoScreen implements StepListener {
    private static final int NAME_COLUMNS = 22;
    private static final String GREEN = "\033[32m";
    private static final String FAINT = "\033[2m";
    private static final String BOLD = "\033[1m";
    private static final String PLAIN = "\033[0m";

    private final PrintWriter out;
    private final boolean colour;

    DemoScreen(PrintWriter out, boolean colour) {
        this.out = out;
        this.colour = colour;
    }

    void title() {
        out.println(style(BOLD, "virga demo") + ": a network of six nodes on this machine");
        out.println();
        out.flush();
    }

    @Override
    public void onStep(DemoDocument.Step step, String detail) {
        String name = String.format(Locale.ROOT, "%-" + NAME_COLUMNS + "s", step.name());
        String millis = String.format(Locale.ROOT, "%6d ms", step.millis());
        out.println("  " + style(GREEN, millis) + "  " + name + "  " + style(FAINT, detail));
        out.flush();
    }

    void done(Demo.Outcome outcome) {
        long total = outcome.document().steps().stream().mapToLong(DemoDocument.Step::millis).sum();
        out.println();
        out.println("  done in " + total + " ms");
        out.flush();
    }

    /** What to try while the network stays up. */
    void invite(Demo.Outcome outcome, Path folder) {
        String device =
                outcome.device().getAddress().getHostAddress() + ":" + outcome.device().getPort();
        String you = "you -> " + outcome.listen();
        out.println();
        out.println("  " + you + " -> user node ===== tunnel node -> printer at " + device);
        out.println("  " + " ".repeat(you.length()) + "         \\               /");
        out.println("  " + " ".repeat(you.length()) + "          operator, 3 supers");
        out.println();
        out.println(style(BOLD, "  Try, in another terminal:"));
        for (String line : commands(outcome, folder)) {
            out.println("    " + line);
        }
        out.println();
        out.println("  Ctrl-C ends it.");
        out.flush();
    }

    static List<String> commands(Demo.Outcome outcome, Path folder) {
        String user = " --home " + folder.resolve(Demo.USER);
        return List.of(
                "curl http://" + outcome.listen() + "/",
                "virga status" + user,
                "virga devices" + user,
                "virga tunnel list" + user,
                "virga tunnel log --home " + folder.resolve(Demo.SITE),
                "virga operator nodes --home " + folder.resolve(Demo.OPERATOR));
    }

    private String style(String code, String text) {
        return colour ? code + text + PLAIN : text;
    }
}
