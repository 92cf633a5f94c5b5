package virga.ops.bench;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What one benchmark found; the {@code --json} document, and a table for people. */
public record Report(int schema, String bench, List<Result> results, Machine machine) {
    private static final int SCHEMA = 1;
    private static final Gson INDENTED = new GsonBuilder().setPrettyPrinting().create();

    public Report {
        results = List.copyOf(results);
    }

    public static Report of(String bench, List<Result> results, Machine machine) {
        return new Report(SCHEMA, bench, results, machine);
    }

    /** The indented document, without the last line's end. */
    public String json() {
        return INDENTED.toJson(this);
    }

    /** One aligned row for each result. */
    public void print(PrintWriter out) {
        List<String[]> rows = new ArrayList<>();
        for (Result result : results) {
            rows.add(
                    new String[] {
                        result.name(), number(result.value()), result.unit(), comparison(result)
                    });
        }
        int[] widths = new int[4];
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        out.printf(
                Locale.ROOT,
                "bench %s  (%d cores, load %.2f)%n",
                bench,
                machine.cores(),
                machine.load());
        for (String[] row : rows) {
            String line =
                    String.format(
                            Locale.ROOT,
                            "  %-"
                                    + widths[0]
                                    + "s  %"
                                    + widths[1]
                                    + "s  %-"
                                    + pad(widths[2])
                                    + "s  %s",
                            (Object[]) row);
            out.println(line.stripTrailing());
        }
        out.flush();
    }

    /** Digits that mean something: none after the point of large numbers. */
    static String number(double value) {
        double size = Math.abs(value);
        int decimals = size >= 1_000 || value == Math.rint(value) ? 0 : size >= 10 ? 1 : 3;
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }

    private static int pad(int width) {
        return Math.max(1, width);
    }

    private static String comparison(Result result) {
        Beat beat = result.beat();
        if (beat == null) {
            return "";
        }
        return String.format(
                Locale.ROOT,
                "%s times the %s of %s",
                number(result.value() / beat.value()),
                number(beat.value()),
                beat.source());
    }
}
