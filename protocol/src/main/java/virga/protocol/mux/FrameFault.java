package virga.protocol.mux;

/** What was wrong with what the peer sent; after any but {@link #NONE} the link must end. */
public enum FrameFault {
    NONE("nothing"),
    UNKNOWN_TYPE("a frame of an unknown type"),
    WRONG_LENGTH("a frame of a length that its type does not allow"),
    WRONG_STREAM("a frame for the link on a stream, or the other way round"),
    UNEXPECTED("a frame at a moment where it may not come"),
    UNKNOWN_STREAM("a frame for a stream that was never opened"),
    STREAM_NUMBER("a stream number that does not rise"),
    CREDIT_EXCEEDED("more bytes than the stream had credit for"),
    CREDIT_OVERFLOW("more credit than any stream may have"),
    PAYLOAD("a frame whose content is damaged");

    private final String hint;

    FrameFault(String hint) {
        this.hint = hint;
    }

    /** For a log line. */
    public String hint() {
        return hint;
    }
}
