package virga.ops.operator.registry.database;

import java.util.concurrent.CompletionException;

/** A registry's database could not do it: one line for a person, and what to do about it. */
public final class DatabaseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean outage;
    private final String hint;

    private DatabaseException(boolean outage, String message, String hint, Throwable cause) {
        super(message, cause);
        this.outage = outage;
        this.hint = hint;
    }

    public DatabaseException(String message, String hint) {
        super(message);
        this.outage = false;
        this.hint = hint;
    }

    public DatabaseException(String message, String hint, Throwable cause) {
        this(false, message, hint, cause);
    }

    /** The server does not answer; the database itself says so in the log, once. */
    static DatabaseException outage(String message, String hint, Throwable cause) {
        return new DatabaseException(true, message, hint, cause);
    }

    public String line() {
        return String.valueOf(getMessage());
    }

    public String hint() {
        return hint;
    }

    boolean isOutage() {
        return outage;
    }

    /** Whether a failed stage's fault is an outage, of which the log has a line already. */
    public static boolean isOutage(Throwable fault) {
        Throwable cause = fault;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof DatabaseException database && database.outage;
    }
}
