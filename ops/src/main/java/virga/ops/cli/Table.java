package virga.ops.cli;

import java.util.ArrayList;
import java.util.List;

/** Aligned columns; where they do not fit the window the widest are cut. */
final class Table {
    private static final String GAP = "  ";
    private static final int COLUMN_MIN = 8;

    private final List<List<String>> rows = new ArrayList<>();

    Table(String... header) {
        rows.add(List.of(header));
    }

    Table row(Object... cells) {
        List<String> row = new ArrayList<>();
        for (Object cell : cells) {
            row.add(clean(String.valueOf(cell)));
        }
        rows.add(row);
        return this;
    }

    /** Prints the table, or {@code nothing} where it has no rows. */
    void print(Screen screen, String nothing) {
        if (rows.size() == 1) {
            screen.out().println(nothing);
            return;
        }
        int[] widths = fitted(screen.columns());
        for (List<String> row : rows) {
            screen.out().println(line(row, widths));
        }
    }

    private int[] fitted(int columns) {
        int[] widths = new int[rows.getFirst().size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        int total = GAP.length() * (widths.length - 1);
        for (int width : widths) {
            total += width;
        }
        while (columns > 0 && total > columns) {
            int widest = widest(widths);
            if (widths[widest] <= COLUMN_MIN) {
                break;
            }
            widths[widest]--;
            total--;
        }
        return widths;
    }

    private static int widest(int[] widths) {
        int widest = 0;
        for (int i = 1; i < widths.length; i++) {
            if (widths[i] > widths[widest]) {
                widest = i;
            }
        }
        return widest;
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = cut(row.get(i), widths[i]);
            line.append(i == 0 ? "" : GAP).append(cell);
            line.repeat(' ', widths[i] - cell.length());
        }
        return line.toString().stripTrailing();
    }

    private static String cut(String cell, int width) {
        return cell.length() <= width ? cell : cell.substring(0, width - 1) + "…";
    }

    /** Names come from other machines: nothing in them may move the cursor. */
    private static String clean(String cell) {
        return cell.replaceAll("\\p{Cntrl}", "?");
    }
}
