package virga.protocol.link;

import java.net.InetSocketAddress;
import java.util.Locale;
import virga.protocol.carrier.AddressText;

/** A listener could not be opened; {@link #reason()} says why. */
public final class ListenException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        PORT_TAKEN("another program listens there"),
        NO_SUCH_ADDRESS("this machine has no such address"),
        NOT_PERMITTED("this program may not listen there"),
        FAILED("listening failed");

        private final String hint;

        Reason(String hint) {
            this.hint = hint;
        }

        /** For the person at the keyboard. */
        public String hint() {
            return hint;
        }
    }

    private final Reason reason;

    public ListenException(InetSocketAddress address, Throwable cause) {
        super(reason(cause).hint() + ": " + AddressText.of(address), cause);
        this.reason = reason(cause);
    }

    public Reason reason() {
        return reason;
    }

    /** Transports differ in their exceptions and agree on the system's words. */
    private static Reason reason(Throwable cause) {
        String words = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        if (words.contains("address already in use")) {
            return Reason.PORT_TAKEN;
        }
        if (words.contains("cannot assign requested address")
                || words.contains("can't assign requested address")) {
            return Reason.NO_SUCH_ADDRESS;
        }
        return words.contains("permission denied") ? Reason.NOT_PERMITTED : Reason.FAILED;
    }
}
