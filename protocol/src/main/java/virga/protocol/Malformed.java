package virga.protocol;

/**
 * Bytes that do not say what they should: a peer's fault, never ours. Decoders throw it inside and
 * hand their callers a value. Carries no stack trace, so that a stranger's noise stays cheap.
 */
public final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    public Malformed(String what) {
        super(what, null, false, false);
    }
}
