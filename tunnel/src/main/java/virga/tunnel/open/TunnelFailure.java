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

    /** {@code port}: the device's; {@code node}: the tunnel node that refused. */
    static TunnelFailure of(StreamRefusal refusal, String device, int port, String node) {
        Kind kind =
                switch (refusal) {
                    case UNKNOWN_DEVICE -> Kind.NOT_FOUND;
                    case PORT_NOT_REGISTERED, NOT_ALLOWED, ADDRESS_DENIED -> Kind.REFUSED;
                    case CERTIFICATE, NO_CERTIFICATE, NOT_A_TUNNEL_NODE -> Kind.REFUSED;
                    case NOT_AT_LOCATION, ADDRESS_NOT_FOUND, NO_ANSWER, PORT_CLOSED -> Kind.NO_PATH;
                    case UNSPECIFIED, LIMIT -> Kind.NO_PATH;
                };
        return new TunnelFailure(
                kind,
                device + " cannot be reached through " + node + ": " + reason(refusal, port),
                whatToDo(refusal));
    }

    private static String reason(StreamRefusal refusal, int port) {
        return refusal == StreamRefusal.PORT_CLOSED
                ? "the device is there, but nothing listens at port " + port
                : refusal.hint();
    }

    private static String whatToDo(StreamRefusal refusal) {
        return switch (refusal) {
            case UNSPECIFIED -> "try again in a moment";
            case NOT_A_TUNNEL_NODE -> "start that node with --roles tunnel";
            case UNKNOWN_DEVICE -> "`virga devices` lists them; a new one takes a moment";
            case NOT_AT_LOCATION ->
                    "compare `virga location` there with the device's registered location";
            case PORT_NOT_REGISTERED -> "`virga devices` shows its ports";
            case NOT_ALLOWED -> "have the operator allow this node for the device";
            case ADDRESS_DENIED -> "that node's owner may allow it with --tunnel-allow";
            case ADDRESS_NOT_FOUND ->
                    "see that the device is on, and that its MAC address is the registered one";
            case NO_ANSWER -> "see that the device is on, and that no firewall stands before it";
            case PORT_CLOSED ->
                    "start that service on the device, or register the port that it listens on";
            case CERTIFICATE ->
                    "see that it is the right device; the operator registers a new certificate";
            case NO_CERTIFICATE ->
                    "see that it is the right device; one without TLS is registered without"
                            + " --tls-sha256";
            case LIMIT -> "try again in a moment; that node's owner may raise its limits";
        };
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
