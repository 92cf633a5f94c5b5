package virga.protocol.mux;

/** Why a stream was not opened. */
public enum StreamRefusal {
    UNSPECIFIED(0, "the link ended, or that node cannot look it up now"),
    NOT_A_TUNNEL_NODE(1, "that node is not a tunnel node"),
    UNKNOWN_DEVICE(2, "that node knows no such device"),
    NOT_AT_LOCATION(3, "that node is not at the device's location"),
    PORT_NOT_REGISTERED(4, "the port is not registered for the device"),
    NOT_ALLOWED(5, "this node is not on the device's allow list"),
    ADDRESS_DENIED(6, "the device's address is outside the subnets or rules of the tunnel node"),
    ADDRESS_NOT_FOUND(7, "nothing on the LAN answers to the device's MAC address"),
    NO_ANSWER(8, "the device does not answer"),
    CERTIFICATE(9, "the device shows another certificate than the registered one"),
    LIMIT(10, "too many connections"),
    PORT_CLOSED(11, "the device is there, but nothing listens at that port"),
    NO_CERTIFICATE(12, "the device shows no certificate, though one is registered");

    private static final StreamRefusal[] ALL = values();

    private final int number;
    private final String hint;

    StreamRefusal(int number, String hint) {
        this.number = number;
        this.hint = hint;
    }

    /** For the person at the keyboard. */
    public String hint() {
        return hint;
    }

    int number() {
        return number;
    }

    /** A refusal that this version does not know is still a refusal. */
    static StreamRefusal of(int number) {
        for (StreamRefusal refusal : ALL) {
            if (refusal.number == number) {
                return refusal;
            }
        }
        return UNSPECIFIED;
    }
}
