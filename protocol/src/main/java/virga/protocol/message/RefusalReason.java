package virga.protocol.message;

/** Why a well-formed question may not be served. */
public enum RefusalReason {
    UNSPECIFIED(0),
    QUOTA(1),
    TOKEN_EXPIRED(2),
    TOKEN_USED_UP(3),
    ROLE(4),
    LABEL(5),
    NAME_TAKEN(6),
    NOT_A_SUPER(7),
    DOMAIN_GONE(8),
    REVOKED(9);

    private static final RefusalReason[] REASONS = values();

    private final int number;

    RefusalReason(int number) {
        this.number = number;
    }

    /** On the wire. */
    public int number() {
        return number;
    }

    /** {@link #UNSPECIFIED} for one that this version does not know. */
    public static RefusalReason ofNumber(int number) {
        return number > 0 && number < REASONS.length ? REASONS[number] : UNSPECIFIED;
    }
}
