package virga.ops.problem;

import java.util.Locale;

/** How a verb ended: the word in an error document and the process's exit code. */
public enum Exit {
    DONE(0),
    FAILED(1),
    USAGE(2),
    NOT_FOUND(3),
    REFUSED(4),
    NO_PATH(5),
    INTERRUPTED(130);

    private final int code;

    Exit(int code) {
        this.code = code;
    }

    /** The process's exit code. */
    public int code() {
        return code;
    }

    /** The word in JSON: {@code not-found}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Parses {@link #word()}; a word of a later version counts as {@link #FAILED}. */
    public static Exit ofWord(String word) {
        for (Exit exit : values()) {
            if (exit.word().equals(word)) {
                return exit;
            }
        }
        return FAILED;
    }
}
