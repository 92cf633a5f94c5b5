package virga.tunnel.bridge;

import virga.protocol.mux.ResetCode;

/** Why a bridge ended. */
public enum BridgeEnd {
    COMPLETE("both sides had said all"),
    SOCKET_LOST("the connection on this side was lost"),
    PEER_LOST("the connection on the other side was lost"),
    LINK_LOST("the link was lost"),
    IDLE("nothing was said for too long"),
    LIFE("open for too long"),
    BYTES("too many bytes"),
    LIMIT("cut by a limit of the other side"),
    DEVICE_REMOVED("the device is not registered any more"),
    NOT_ALLOWED("the device's allow list does not name the user any more"),
    PORT_REMOVED("the device's port is not registered any more"),
    DEVICE_MOVED("the device is not at a location of this node any more"),
    REVOKED("the tunnel node may not carry it any more"),
    CLOSED("closed by this node");

    private final String hint;

    BridgeEnd(String hint) {
        this.hint = hint;
    }

    /** For the person at the keyboard. */
    public String hint() {
        return hint;
    }

    /** What the other side hears. */
    ResetCode code() {
        return switch (this) {
            case IDLE, LIFE, BYTES, LIMIT -> ResetCode.LIMIT;
            case DEVICE_REMOVED, NOT_ALLOWED, PORT_REMOVED, DEVICE_MOVED, REVOKED ->
                    ResetCode.REVOKED;
            case LINK_LOST -> ResetCode.LINK_LOST;
            case SOCKET_LOST, PEER_LOST -> ResetCode.CONNECTION_LOST;
            case COMPLETE, CLOSED -> ResetCode.UNSPECIFIED;
        };
    }

    /** What a reset by the other side means here. */
    static BridgeEnd of(ResetCode code) {
        return switch (code) {
            case LINK_LOST -> LINK_LOST;
            case LIMIT -> LIMIT;
            case REVOKED -> REVOKED;
            case UNSPECIFIED, CONNECTION_LOST, PROTOCOL -> PEER_LOST;
        };
    }
}
