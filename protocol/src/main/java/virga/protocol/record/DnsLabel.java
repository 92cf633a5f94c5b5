package virga.protocol.record;

import java.util.regex.Pattern;

/**
 * A name as one part of a host name (RFC 1123, 2.1): 1 to 63 lower-case letters, digits and
 * hyphens, no hyphen first or last. Domains, nodes and devices have such names, because {@code
 * NAME.DOMAIN.virga} is what a person types.
 */
public final class DnsLabel {
    /** What a name is, for who typed another. */
    public static final String RULE =
            "1 to 63 lower-case letters, digits and hyphens, no hyphen first or last";

    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    private DnsLabel() {}

    public static boolean isValid(String text) {
        return LABEL.matcher(text).matches();
    }
}
