package virga.ops.operator;

import virga.protocol.record.DnsLabel;

/** Names that a person gives to domains, nodes and devices. */
final class CheckedName {
    private CheckedName() {}

    /** The name itself; another text is an {@link OperatorException} that says what a name is. */
    static String check(String what, String text) {
        if (!DnsLabel.isValid(text)) {
            throw OperatorException.usage(
                    "'" + text + "' cannot be the name of a " + what, "use " + DnsLabel.RULE);
        }
        return text;
    }
}
