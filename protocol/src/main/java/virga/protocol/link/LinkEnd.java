package virga.protocol.link;

/** Why a link ended or never opened. {@link #hint()} is for the person at the keyboard. */
public enum LinkEnd {
    CLOSED_HERE("closed by this node"),
    CLOSED_BY_PEER("the other node closed it"),
    REFUSED("nothing listens there"),
    TIMED_OUT("no answer in time"),
    LOST("the connection was lost"),
    NOT_VIRGA("what answers there does not speak virga"),
    WIRE_VERSION("the other node speaks another wire version"),
    OTHER_NODE("another node than the one asked for answers there"),
    OTHER_NETWORK("what answers belongs to another network than the token"),
    NOT_ADMITTED("the other node is not admitted, or its admission has ended"),
    OTHER_DOMAIN("the other node belongs to another domain"),
    WE_ARE_NOT_ADMITTED("this node is not admitted"),
    REVOKED("the other node's key, or the operator that admitted it, was revoked"),
    WE_ARE_REVOKED("this node's key was revoked"),
    STALE("this node's revocation list is older than 24 hours, and it is strict"),
    FLIGHT_DAMAGED("a flight was damaged, repeated or missing"),
    FRAME_DAMAGED("a frame was damaged or too long"),
    CLOCK("the two clocks differ by more than five minutes"),
    REPLACED("a better link took its place"),
    IDLE("unused"),
    LIMIT("too many links");

    private final String hint;

    LinkEnd(String hint) {
        this.hint = hint;
    }

    public String hint() {
        return hint;
    }
}
