package virga.protocol.record;

/** Why a record is not believed. {@link #hint()} is for the person at the keyboard. */
public enum RejectReason {
    MALFORMED("it is damaged or outside its limits"),
    OTHER_KIND("it is of another kind than was asked for"),
    SIGNATURE("its signature is wrong"),
    WRONG_SIGNER("it is signed by a key that may not sign it"),
    UNKNOWN_OPERATOR("it is signed by an operator that is not known here"),
    OPERATOR_EXPIRED("the right of its operator to sign has ended"),
    EXPIRED("it has expired"),
    FROM_THE_FUTURE("it is stamped more than five minutes ahead of this node's clock"),
    TOO_LONG("it wants to be believed for longer than its kind may be"),
    REVOKED("the key of the node that it is about was revoked"),
    OPERATOR_REMOVED("its operator was removed by the network's root");

    private final String hint;

    RejectReason(String hint) {
        this.hint = hint;
    }

    public String hint() {
        return hint;
    }
}
