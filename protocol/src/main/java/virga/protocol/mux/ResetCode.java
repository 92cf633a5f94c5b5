package virga.protocol.mux;

/** Why a stream was cut. */
public enum ResetCode {
    UNSPECIFIED(0),
    CONNECTION_LOST(1),
    LIMIT(2),
    LINK_LOST(3),
    PROTOCOL(4),
    /** What was allowed when the stream was opened is not allowed any more. */
    REVOKED(5);

    private static final ResetCode[] ALL = values();

    private final int number;

    ResetCode(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    /** A code that this version does not know is unspecified. */
    static ResetCode of(int number) {
        for (ResetCode code : ALL) {
            if (code.number == number) {
                return code;
            }
        }
        return UNSPECIFIED;
    }
}
