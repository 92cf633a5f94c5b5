package virga.protocol.membership;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import virga.protocol.Bytes;
import virga.protocol.Fuzz;
import virga.protocol.Golden;
import virga.protocol.Network;
import virga.protocol.Samples;
import virga.protocol.identity.Role;
import virga.protocol.membership.JoinToken.Fault;

class JoinTokenTest {
    private static final JoinToken TOKEN =
            new JoinToken(
                    Samples.CANDIDATES,
                    Network.ROOT.publicKey().hash(),
                    Network.DOMAIN,
                    Network.bytes(16, 0x5e),
                    Set.of(Role.USER, Role.TUNNEL),
                    List.of("hall 3"),
                    Network.LATER);

    private static Fault fault(String text) {
        return assertInstanceOf(JoinToken.Unreadable.class, JoinToken.parse(text)).fault();
    }

    @Test
    void theTextIsTheGoldenOneAndReadsBackAlike() throws IOException {
        String text = TOKEN.toText();
        Bytes ascii = Bytes.copyOf(text.getBytes(StandardCharsets.US_ASCII));
        assertEquals(Golden.hex("join-token", ascii), ascii.toHex());
        assertEquals(new JoinToken.Read(TOKEN), JoinToken.parse(text));
    }

    @Test
    void whiteSpaceAndUpperCaseDoNoHarm() {
        String text = TOKEN.toText();
        String pasted =
                "  "
                        + text.substring(0, 40)
                        + "\n  "
                        + text.substring(40).toUpperCase(Locale.ROOT)
                        + "\r\n";
        assertEquals(new JoinToken.Read(TOKEN), JoinToken.parse(pasted));
    }

    @Test
    void aTokenCutOffAnywhereIsSaidToBeCutOff() {
        String text = TOKEN.toText();
        for (int length = 1; length < text.length(); length++) {
            assertEquals(Fault.CUT_OFF, fault(text.substring(0, length)), "length " + length);
        }
    }

    @Test
    void aTokenWithOneWrongCharacterIsNeverTakenForAnother() {
        String text = TOKEN.toText();
        for (int i = JoinToken.PREFIX.length(); i < text.length(); i++) {
            char wrong = text.charAt(i) == 'a' ? 'b' : 'a';
            fault(text.substring(0, i) + wrong + text.substring(i + 1));
        }
        assertEquals(Fault.MISTYPED, fault(text.substring(0, 100) + "8" + text.substring(101)));
        int secret = text.length() - 30;
        char swapped = text.charAt(secret) == 'q' ? 'r' : 'q';
        assertEquals(
                Fault.MISTYPED,
                fault(text.substring(0, secret) + swapped + text.substring(secret + 1)));
    }

    @Test
    void whatIsNoTokenIsSaidToBeNone() {
        for (String text : List.of("", "hello", "virga2abc", "https://example.org", "é")) {
            assertEquals(Fault.NOT_A_TOKEN, fault(text), text);
        }
        assertEquals(Fault.NOT_A_TOKEN, fault("virga1" + "a".repeat(JoinToken.TEXT_LENGTH_MAX)));
    }

    @Test
    void aTokenNeedsAnOperatorAndASecretOfSixteenBytes() {
        assertThrows(
                IllegalArgumentException.class,
                () ->
                        new JoinToken(
                                List.of(),
                                TOKEN.rootPin(),
                                TOKEN.domain(),
                                TOKEN.secret(),
                                TOKEN.roles(),
                                TOKEN.labels(),
                                TOKEN.expires()));
        assertThrows(
                IllegalArgumentException.class,
                () ->
                        new JoinToken(
                                TOKEN.operators(),
                                TOKEN.rootPin(),
                                TOKEN.domain(),
                                Network.bytes(15, 1),
                                TOKEN.roles(),
                                TOKEN.labels(),
                                TOKEN.expires()));
    }

    @Test
    void noTextUpsetsTheParser() {
        byte[][] corpus = {TOKEN.toText().getBytes(StandardCharsets.US_ASCII)};
        Fuzz.search(
                corpus,
                input -> {
                    String text = new String(input, StandardCharsets.ISO_8859_1);
                    if (JoinToken.parse(text) instanceof JoinToken.Read(JoinToken token)) {
                        assertEquals(TOKEN, token);
                    }
                });
        assertNotEquals(TOKEN.secret(), TOKEN.secretHash());
    }
}
