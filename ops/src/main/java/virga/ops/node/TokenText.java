package virga.ops.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import virga.ops.problem.Problem;
import virga.ops.problem.ProblemException;
import virga.protocol.membership.JoinToken;

/** Reads what stands after {@code --join}: a token, or {@code @FILE} that holds one. */
final class TokenText {
    private static final String FILE_MARK = "@";

    private TokenText() {}

    /** A wrong token or file is a {@link ProblemException}. */
    static JoinToken read(String given) {
        String text = given.startsWith(FILE_MARK) ? file(Path.of(given.substring(1))) : given;
        return switch (JoinToken.parse(text)) {
            case JoinToken.Read(JoinToken token) -> token;
            case JoinToken.Unreadable(JoinToken.Fault fault) ->
                    throw JoinProblem.unreadable(fault).asException();
        };
    }

    /** It names a file, and there is none. */
    static boolean isGone(String given) {
        return given.startsWith(FILE_MARK) && Files.notExists(Path.of(given.substring(1)));
    }

    private static String file(Path file) {
        try {
            if (Files.size(file) > JoinToken.TEXT_LENGTH_MAX) {
                throw JoinProblem.unreadable(JoinToken.Fault.NOT_A_TOKEN).asException();
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.usage(
                            "cannot read the join token from " + file, "check the file's name"),
                    e);
        }
    }
}
