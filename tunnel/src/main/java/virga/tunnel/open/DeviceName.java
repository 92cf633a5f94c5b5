package virga.tunnel.open;

import java.util.Locale;
import java.util.OptionalInt;

/** What a person asks for: {@code printer} or {@code printer:631}. Names are lower case. */
public record DeviceName(String name, OptionalInt port) {

    /** Another text is an {@link IllegalArgumentException} that says why. */
    public static DeviceName parse(String text) {
        int colon = text.indexOf(':');
        String name = (colon < 0 ? text : text.substring(0, colon)).toLowerCase(Locale.ROOT);
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a device has a name: `" + text + "`");
        }
        return new DeviceName(
                name, colon < 0 ? OptionalInt.empty() : port(text.substring(colon + 1)));
    }

    private static OptionalInt port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 1 && port <= 65_535) {
                return OptionalInt.of(port);
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("a port is 1 to 65535, not " + text, e);
        }
        throw new IllegalArgumentException("a port is 1 to 65535, not " + text);
    }

    @Override
    public String toString() {
        return port.isPresent() ? name + ":" + port.getAsInt() : name;
    }
}
