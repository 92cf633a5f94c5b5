package virga.protocol.link;

import java.time.Duration;

/** Says to a person how far two clocks are apart. */
final class ClockDifference {
    private ClockDifference() {}

    /** {@code offset}: the other clock minus this machine's. */
    static String describe(Duration offset) {
        String direction = offset.isNegative() ? "ahead of" : "behind";
        return "this machine's clock is "
                + length(offset.abs())
                + " "
                + direction
                + " the other node's";
    }

    private static String length(Duration length) {
        if (length.toDays() > 0) {
            return length.toDays() + " d " + length.toHoursPart() + " h";
        }
        if (length.toHours() > 0) {
            return length.toHours() + " h " + length.toMinutesPart() + " min";
        }
        return length.toMinutes() + " min " + length.toSecondsPart() + " s";
    }
}
