package virga.protocol.link;

/** A link could not be opened; {@link #end()} says why. */
public final class LinkException extends Exception {
    private static final long serialVersionUID = 1L;

    private final LinkEnd end;

    public LinkException(LinkEnd end, String detail) {
        super(end.hint() + (detail.isEmpty() ? "" : ": " + detail));
        this.end = end;
    }

    public LinkEnd end() {
        return end;
    }
}
