package virga.tunnel.socks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import virga.tunnel.open.TunnelFailure;

final class RefusalDigestTest {
    private final RefusalDigest digest = new RefusalDigest();

    private static SocksRefusal refusal(String asked) {
        return new SocksRefusal(
                asked, new TunnelFailure(TunnelFailure.Kind.NO_PATH, "no way", "look"));
    }

    private static Optional<ToldRefusal> first(String asked) {
        return Optional.of(new ToldRefusal(refusal(asked), 0));
    }

    @Test
    void theFirstOfAKindIsToldAtOnceAndThoseLikeItAreCounted() {
        assertEquals(first("printer:631"), digest.refused(refusal("printer:631")));
        for (int i = 0; i < 41; i++) {
            assertEquals(Optional.empty(), digest.refused(refusal("printer:631")));
        }
        assertEquals(
                Optional.of(new ToldRefusal(refusal("printer:631"), 41)),
                digest.over(refusal("printer:631")));
    }

    @Test
    void anotherKindIsToldBesideIt() {
        assertEquals(first("printer:631"), digest.refused(refusal("printer:631")));
        assertEquals(first("camera:80"), digest.refused(refusal("camera:80")));
    }

    @Test
    void aKindThatGoesOnIsToldOnceATimeAndOneThatStoppedIsForgotten() {
        assertTrue(digest.refused(refusal("printer:631")).isPresent());
        assertTrue(digest.refused(refusal("printer:631")).isEmpty());
        assertEquals(1, digest.over(refusal("printer:631")).orElseThrow().more());
        assertTrue(digest.refused(refusal("printer:631")).isEmpty());
        assertEquals(1, digest.over(refusal("printer:631")).orElseThrow().more());
        assertEquals(Optional.empty(), digest.over(refusal("printer:631")), "none came");
        assertEquals(first("printer:631"), digest.refused(refusal("printer:631")));
    }

    @Test
    void whatHasNoPlaceOfItsOwnIsToldTogether() {
        for (int i = 0; i < RefusalDigest.KINDS_MAX; i++) {
            assertEquals(first("host" + i), digest.refused(refusal("host" + i)));
        }
        assertEquals(
                Optional.of(new ToldRefusal(RefusalDigest.OTHERS, 0)),
                digest.refused(refusal("one more")));
        for (int i = 0; i < 100_000; i++) {
            assertEquals(Optional.empty(), digest.refused(refusal("another" + i)));
        }
        assertEquals(100_000, digest.over(RefusalDigest.OTHERS).orElseThrow().more());
    }

    @Test
    void nothingThatAProgramOrAPeerWroteReachesTheTerminalAsItIs() {
        String rude = "\u001b]0;title\u0007\n\u009b2J\u202e" + "x".repeat(300);
        SocksRefusal cleaned =
                new SocksRefusal(
                        rude + ":80",
                        new TunnelFailure(TunnelFailure.Kind.NO_PATH, "a\u001b[2J", "b\r\nc"));
        assertTrue(cleaned.asked().startsWith("?]0;title???2J?x"), cleaned.asked());
        assertEquals(SocksRefusal.ASKED_MAX_CHARACTERS, cleaned.asked().length());
        assertEquals("a?[2J", cleaned.why().message());
        assertEquals("b??c", cleaned.why().hint());
    }
}
