package virga.ops.node;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import virga.protocol.Bytes;
import virga.protocol.membership.JoinToken;

/** Join tokens that say something else than they were made for. */
final class AlteredToken {
    private AlteredToken() {}

    static String underAnotherPin(String text) {
        JoinToken read = read(text);
        return of(read, Bytes.ofHex("11".repeat(32)), read.secret());
    }

    static String withAnotherSecret(String text) {
        JoinToken read = read(text);
        return of(read, read.rootPin(), Bytes.ofHex("11".repeat(16)));
    }

    private static JoinToken read(String text) {
        return assertInstanceOf(JoinToken.Read.class, JoinToken.parse(text)).token();
    }

    private static String of(JoinToken read, Bytes rootPin, Bytes secret) {
        return new JoinToken(
                        read.operators(),
                        rootPin,
                        read.domain(),
                        secret,
                        read.roles(),
                        read.labels(),
                        read.expires())
                .toText();
    }
}
