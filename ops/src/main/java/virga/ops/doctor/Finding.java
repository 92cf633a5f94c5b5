package virga.ops.doctor;

import java.util.Locale;
import virga.ops.admin.Document;

/** What one check found; {@code hint} says what to do, empty where nothing is. */
public record Finding(String name, State state, String detail, String hint) {
    /** How bad it is. */
    public enum State {
        OK,
        WARN,
        FAIL
    }

    public static Finding ok(String name, String detail) {
        return new Finding(name, State.OK, detail, "");
    }

    public static Finding warn(String name, String detail, String hint) {
        return new Finding(name, State.WARN, detail, hint);
    }

    public static Finding fail(String name, String detail, String hint) {
        return new Finding(name, State.FAIL, detail, hint);
    }

    /** As it stands in the document. */
    public Document.DoctorLine line() {
        return new Document.DoctorLine(name, state.name().toLowerCase(Locale.ROOT), detail, hint);
    }
}
