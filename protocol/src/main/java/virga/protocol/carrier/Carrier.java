package virga.protocol.carrier;

import java.util.Locale;

/** How a link's raw bytes get to a node, best first. */
public enum Carrier {
    DIRECT,
    REVERSED,
    MAPPED,
    PUNCHED,
    RELAYED,
    ONION;

    /** The word used at the command line and in JSON. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
