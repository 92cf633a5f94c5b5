package virga.ops.cli;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import virga.ops.problem.Problem;

/** How values look to a person, and how a person writes them. */
final class Words {
    private static final int KEY_CHARACTERS = 10;

    private Words() {}

    /** The beginning of a node's id, or its name and the beginning. */
    static String node(String id, String name) {
        int dot = id.indexOf('.');
        int end = dot + 1 + KEY_CHARACTERS;
        String start = dot > 0 && id.length() > end ? id.substring(0, end) : id;
        return name.isEmpty() ? start : name + " (" + start + ")";
    }

    static String list(List<String> values) {
        return values.isEmpty() ? "-" : String.join(",", values);
    }

    static String orDash(@Nullable String value) {
        return value == null || value.isEmpty() ? "-" : value;
    }

    static String millis(@Nullable Double millis) {
        return millis == null ? "-" : String.format(Locale.ROOT, "%.2f ms", millis);
    }

    /** With a binary unit: {@code 1.5 MiB}. */
    static String bytes(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        String units = "KMGTPE";
        double value = bytes;
        int unit = -1;
        while (value >= 1024 && unit < units.length() - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %ciB", value, units.charAt(unit));
    }

    /** The two largest units: {@code 13 min 32 s}, {@code 2 d 5 h}. */
    static String time(long seconds) {
        Duration time = Duration.ofSeconds(seconds);
        long[] counts = {
            time.toDaysPart(), time.toHoursPart(), time.toMinutesPart(), time.toSecondsPart()
        };
        String[] units = {"d", "h", "min", "s"};
        int first = 0;
        while (first < units.length - 1 && counts[first] == 0) {
            first++;
        }
        String whole = counts[first] + " " + units[first];
        int next = first + 1;
        return next < units.length && counts[next] > 0
                ? whole + " " + counts[next] + " " + units[next]
                : whole;
    }

    /** Parses {@code 90s}, {@code 15m}, {@code 24h} or {@code 30d}. */
    static Duration duration(String text) {
        try {
            long count = Long.parseLong(text.substring(0, text.length() - 1));
            Duration unit =
                    switch (text.charAt(text.length() - 1)) {
                        case 's' -> Duration.ofSeconds(1);
                        case 'm' -> Duration.ofMinutes(1);
                        case 'h' -> Duration.ofHours(1);
                        case 'd' -> Duration.ofDays(1);
                        default -> Duration.ZERO;
                    };
            Duration duration = unit.multipliedBy(count);
            if (duration.isPositive()) {
                return duration;
            }
        } catch (ArithmeticException | IllegalArgumentException | IndexOutOfBoundsException e) {
            // Said below with all other wrong texts.
        }
        throw Problem.usage("'" + text + "' is no duration", "write 90s, 15m, 24h or 30d")
                .asException();
    }
}
