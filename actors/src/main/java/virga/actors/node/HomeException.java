package virga.actors.node;

/** A home cannot be used; the message is one line for the person who named it. */
public final class HomeException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What stands in the way. */
    public enum Fault {
        NOT_WRITABLE,
        NOT_A_FOLDER,
        /** Others may read or write it: keys stand in it. */
        OPEN_TO_OTHERS,
        /** Another node runs in it. */
        IN_USE,
        DISK_FULL
    }

    private final Fault fault;

    public HomeException(Fault fault, String line) {
        super(line);
        this.fault = fault;
    }

    public Fault fault() {
        return fault;
    }
}
