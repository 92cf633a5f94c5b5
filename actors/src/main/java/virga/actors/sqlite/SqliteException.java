package virga.actors.sqlite;

import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The database could not do it; {@link #fault()} says what its caller may try. */
public final class SqliteException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What went wrong, as far as a caller can act on it. */
    public enum Fault {
        /** Nothing was written; works again when there is room. */
        DISK_FULL("the disk is full"),
        /** The file, or a folder above it, may not be written. */
        NOT_WRITABLE("the file may not be written"),
        /** The file is not a database or its content is damaged: open it again to set it aside. */
        DAMAGED("the database is damaged"),
        /** A later version of this program has changed its shape; it is left as it is. */
        NEWER("the database was written by a newer virga"),
        /** Too much waits to be written; ask again later. */
        OVERLOADED("too much waits to be written"),
        /** Another process holds the file. */
        LOCKED("another process uses the database"),
        /** The file was closed. */
        CLOSED("the database is closed"),
        /** A mistake in this program: the statement is wrong or breaks a constraint. */
        STATEMENT("the statement failed");

        private final String hint;

        Fault(String hint) {
            this.hint = hint;
        }

        public String hint() {
            return hint;
        }
    }

    private final Fault fault;

    public SqliteException(Fault fault, String detail) {
        super(fault.hint() + ": " + detail);
        this.fault = fault;
    }

    SqliteException(SQLException cause) {
        super(faultOf(cause).hint() + ": " + cause.getMessage(), cause);
        this.fault = faultOf(cause);
    }

    public Fault fault() {
        return fault;
    }

    private static Fault faultOf(SQLException cause) {
        if (!(cause instanceof SQLiteException exception)) {
            return Fault.STATEMENT;
        }
        // The low byte is the primary code; the rest says more about an I/O error.
        SQLiteErrorCode code = exception.getResultCode();
        return switch (code.code & 0xff) {
            case 13 -> Fault.DISK_FULL;
            case 8, 14 -> Fault.NOT_WRITABLE;
            case 11, 26, 10 -> Fault.DAMAGED;
            case 5, 6 -> Fault.LOCKED;
            default -> Fault.STATEMENT;
        };
    }
}
