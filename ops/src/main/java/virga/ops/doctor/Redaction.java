package virga.ops.doctor;

import java.util.regex.Pattern;
import virga.ops.operator.registry.database.PostgresUrl;

/** Takes secrets out of text that leaves the machine: join tokens, keys, long hexadecimal. */
final class Redaction {
    static final String MARK = "[removed]";

    private static final Pattern TOKEN = Pattern.compile("virga1[a-z2-7]{16,}");
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN [^-]*-----.*?-----END [^-]*-----", Pattern.DOTALL);
    private static final Pattern SETTING =
            Pattern.compile(
                    "(?im)^(\\s*\"?(?:join|[^=:\\s]*(?:password|passphrase|secret|token|key))\"?"
                            + "\\s*[=:]).*$");
    private static final Pattern HEXADECIMAL = Pattern.compile("\\b[0-9a-fA-F]{32,}\\b");

    private Redaction() {}

    static String of(String text) {
        String clean = PEM.matcher(text).replaceAll(MARK);
        clean = TOKEN.matcher(clean).replaceAll(MARK);
        clean = SETTING.matcher(clean).replaceAll("$1 " + MARK);
        clean = HEXADECIMAL.matcher(clean).replaceAll(MARK);
        return PostgresUrl.redact(clean);
    }
}
