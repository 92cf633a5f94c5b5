package virga.ops.operator.registry;

import virga.protocol.record.DnsLabel;

/** Names that a person gives to domains, nodes and devices. */
public final class CheckedName {
    private CheckedName() {}

    /** The name itself; another text is an {@link OperatorException} that says what a name is. */
    public static String check(String what, String text) {
        if (!DnsLabel.isValid(text)) {
            throw OperatorException.usage(
                    "'" + text + "' cannot be the name of a " + what, "use " + DnsLabel.RULE);
        }
        return text;
    }
}
