package virga.ops.operator.registry;

import java.util.regex.Pattern;

/**
 * What an operator's command cannot do, as one line for the person and a hint what to do. The
 * caller may go on: nothing was changed.
 */
public final class OperatorException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Controls, invisible signs and line ends: a file's own words may be in a message. */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

    private final Kind kind;
    private final String hint;

    /** What the exit code says at the command line. */
    public enum Kind {
        /** Exit 1. */
        FAILED,
        /** Exit 2. */
        USAGE,
        /** Exit 3. */
        NOT_FOUND,
        /** Exit 4. */
        REFUSED
    }

    public OperatorException(Kind kind, String message, String hint) {
        super(UNPRINTABLE.matcher(message).replaceAll("?"));
        this.kind = kind;
        this.hint = hint;
    }

    public static OperatorException failed(String message, String hint) {
        return new OperatorException(Kind.FAILED, message, hint);
    }

    public static OperatorException usage(String message, String hint) {
        return new OperatorException(Kind.USAGE, message, hint);
    }

    public static OperatorException notFound(String message, String hint) {
        return new OperatorException(Kind.NOT_FOUND, message, hint);
    }

    public static OperatorException refused(String message, String hint) {
        return new OperatorException(Kind.REFUSED, message, hint);
    }

    public Kind kind() {
        return kind;
    }

    /** What to do about it; may be empty. */
    public String hint() {
        return hint;
    }

    /** The message, which no exception of this kind goes without. */
    public String line() {
        String message = getMessage();
        return message == null ? kind.name() : message;
    }
}
