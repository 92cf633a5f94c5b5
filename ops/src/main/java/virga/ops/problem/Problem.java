package virga.ops.problem;

/**
 * Why a verb did not do what it was asked: what happened and why in {@code message}, what to do in
 * {@code hint} (may be empty). Each is one line without a full stop at its end.
 */
public record Problem(Exit exit, String message, String hint) {
    public Problem {
        if (exit == Exit.DONE) {
            throw new IllegalArgumentException("what is done is no problem");
        }
        message = oneLine(message);
        hint = oneLine(hint);
    }

    public static Problem failed(String message, String hint) {
        return new Problem(Exit.FAILED, message, hint);
    }

    public static Problem usage(String message, String hint) {
        return new Problem(Exit.USAGE, message, hint);
    }

    public static Problem notFound(String message, String hint) {
        return new Problem(Exit.NOT_FOUND, message, hint);
    }

    public static Problem refused(String message, String hint) {
        return new Problem(Exit.REFUSED, message, hint);
    }

    public static Problem noPath(String message, String hint) {
        return new Problem(Exit.NO_PATH, message, hint);
    }

    public ProblemException asException() {
        return new ProblemException(this);
    }

    /** The line for a person: {@code message: hint}. */
    public String line() {
        return hint.isEmpty() ? message : message + ": " + hint;
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
