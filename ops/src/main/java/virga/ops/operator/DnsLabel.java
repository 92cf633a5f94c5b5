package virga.ops.operator;

import java.util.regex.Pattern;

/**
 * A name as one part of a host name (RFC 1123, 2.1): 1 to 63 lower-case letters, digits and
 * hyphens, no hyphen first or last. Domains, nodes and devices have such names, because {@code
 * NAME.DOMAIN.virga} is what a person types.
 */
final class DnsLabel {
    static final int LENGTH_MAX_BYTES = 63;

    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    private DnsLabel() {}

    static boolean isValid(String text) {
        return LABEL.matcher(text).matches();
    }

    /** The name itself; another text is an {@link OperatorException} that says what a name is. */
    static String check(String what, String text) {
        if (!isValid(text)) {
            throw OperatorException.usage(
                    "'" + text + "' cannot be the name of a " + what,
                    "use 1 to 63 lower-case letters, digits and hyphens, no hyphen first or last");
        }
        return text;
    }
}
