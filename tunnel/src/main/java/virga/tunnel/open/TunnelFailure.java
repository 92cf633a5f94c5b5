package virga.tunnel.open;

import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import virga.protocol.link.ListenException;
import virga.protocol.mux.StreamRefusal;

/** Why a device cannot be reached: one line, and what to do, for the person at the keyboard. */
public record TunnelFailure(Kind kind, String message, String hint) {
    /** The exit codes of the command line. */
    public enum Kind {
        FAILED(1),
        USAGE(2),
        NOT_FOUND(3),
        REFUSED(4),
        NO_PATH(5);

        private final int exitCode;

        Kind(int exitCode) {
            this.exitCode = exitCode;
        }

        public int exitCode() {
            return exitCode;
        }
    }

    static TunnelFailure of(StreamRefusal refusal, String device, String node) {
        Kind kind =
                switch (refusal) {
                    case UNKNOWN_DEVICE, PORT_NOT_REGISTERED -> Kind.NOT_FOUND;
                    case NOT_ALLOWED, ADDRESS_DENIED, CERTIFICATE, NOT_A_TUNNEL_NODE ->
                            Kind.REFUSED;
                    case NOT_AT_LOCATION, ADDRESS_NOT_FOUND, NO_ANSWER, UNSPECIFIED, LIMIT ->
                            Kind.NO_PATH;
                };
        return new TunnelFailure(
                kind, device + " cannot be reached: " + refusal.hint(), "through " + node);
    }

    /** Why a local address cannot be listened on, as {@link LocalListener#open} told it. */
    public static TunnelFailure notListening(@Nullable Throwable why) {
        Throwable cause = why instanceof CompletionException wrapped ? wrapped.getCause() : why;
        String message =
                cause instanceof ListenException known
                        ? String.valueOf(known.getMessage())
                        : "listening failed: " + cause;
        return new TunnelFailure(
                Kind.FAILED, message, "choose another with --listen; port 0 takes a free one");
    }

    @Override
    public String toString() {
        return hint.isEmpty() ? message : message + " (" + hint + ")";
    }
}
