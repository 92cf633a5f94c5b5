package virga.ops.bench;

import org.jspecify.annotations.Nullable;

/** One measured value; {@code beat} is absent where nobody published a figure. */
public record Result(String name, double value, String unit, @Nullable Beat beat) {
    public static Result of(String name, double value, String unit) {
        return new Result(name, value, unit, null);
    }

    public static Result of(String name, double value, String unit, Beat beat) {
        return new Result(name, value, unit, beat);
    }

    /** A pure number: one result over another of the same run. */
    public static Result ratio(String name, double above, double below) {
        return new Result(name, below == 0 ? 0 : above / below, "", null);
    }
}
