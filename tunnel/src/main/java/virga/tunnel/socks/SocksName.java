package virga.tunnel.socks;

import java.util.Locale;
import java.util.Optional;

/** Names that the SOCKS5 door serves: {@code NAME.DOMAIN.virga}, whatever their case. */
final class SocksName {
    private static final String SUFFIX = ".virga";

    private SocksName() {}

    /** The device's name, where {@code host} names a device of {@code domain}. */
    static Optional<String> device(String host, String domain) {
        String lower = host.toLowerCase(Locale.ROOT);
        // A name may be given as fully qualified.
        String bare = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
        String tail = "." + domain.toLowerCase(Locale.ROOT) + SUFFIX;
        if (!bare.endsWith(tail)) {
            return Optional.empty();
        }
        String name = bare.substring(0, bare.length() - tail.length());
        return name.isEmpty() || name.indexOf('.') >= 0 ? Optional.empty() : Optional.of(name);
    }
}
