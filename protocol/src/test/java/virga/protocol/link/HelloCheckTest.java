package virga.protocol.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import virga.protocol.Network;
import virga.protocol.Samples;
import virga.protocol.identity.PublicKey;
import virga.protocol.record.RecordBody.OperatorNodeRecord;
import virga.protocol.record.RecordBody.RevocationListRecord;
import virga.protocol.record.RecordSigner;
import virga.protocol.record.RecordVerifier;
import virga.protocol.record.Verified;
import virga.protocol.tls.PeerCertificate;

/** What a first frame makes a node believe. */
final class HelloCheckTest {
    private static final Duration DAY = Duration.ofDays(1);

    private final RecordVerifier verifier =
            new RecordVerifier(Network.ROOT.publicKey().hash(), Network.ED25519);

    @Test
    void operatorOfAWelcomePeerIsLearnt() {
        assertInstanceOf(
                HelloCheck.Outcome.Welcome.class,
                check(hello(Network.operator(), Network.NOW), Network.NOW));
        assertEquals(List.of(Network.operator()), List.copyOf(verifier.operators()));
    }

    @Test
    void peerThatClaimsAnEarlierTimeMakesNoExpiredOperatorKnown() {
        HelloCheck.Outcome outcome =
                check(hello(Network.operator(), Network.NOW), Network.LATER.plus(DAY));
        HelloCheck.Outcome.Turned turned =
                assertInstanceOf(HelloCheck.Outcome.Turned.class, outcome);
        assertEquals(LinkEnd.CLOCK, turned.end());
        assertTrue(turned.tell());
        assertEquals(0, verifier.operators().size());
    }

    @Test
    void peerThatClaimsALaterTimeMakesNoOperatorForgottenOrKnownTooEarly() {
        for (int i = 0; i < RecordVerifier.OPERATORS_MAX; i++) {
            assertTrue(verifier.learn(operator(100 + i, Network.LATER), Network.NOW));
        }
        Instant later = Network.LATER.plus(DAY);
        Verified<OperatorNodeRecord> ahead = operator(500, later.plus(DAY));
        assertInstanceOf(HelloCheck.Outcome.Turned.class, check(hello(ahead, later), Network.NOW));
        assertEquals(RecordVerifier.OPERATORS_MAX, verifier.operators().size());
        assertFalse(verifier.operators().contains(ahead));
    }

    @Test
    void revokedPeerIsTurnedAwayWithoutAWordByWhateverCertificate() {
        verifier.learn(Network.operator(), Network.NOW);
        RevocationListRecord list =
                new RevocationListRecord(
                        1,
                        Set.of(Network.NODE.publicKey().hash()),
                        Network.NOW.getEpochSecond(),
                        Network.LATER,
                        Network.OPERATOR.publicKey());
        verifier.verify(RecordSigner.sign(list, Network.OPERATOR).signed(), Network.NOW);
        for (Duration life : List.of(DAY, DAY.multipliedBy(7))) {
            HelloCheck.Outcome.Turned turned =
                    assertInstanceOf(
                            HelloCheck.Outcome.Turned.class,
                            check(
                                    hello(Network.operator(), Network.NOW),
                                    Network.NOW,
                                    Network.NOW.plus(life)));
            assertEquals(LinkEnd.REVOKED, turned.end());
            assertFalse(turned.tell());
        }
    }

    @Test
    void peerOfARemovedOperatorIsTurnedAwayAndItsOperatorIsNotLearntFromIt() {
        verifier.verify(Samples.removal(), Network.NOW);
        HelloCheck.Outcome.Turned turned =
                assertInstanceOf(
                        HelloCheck.Outcome.Turned.class,
                        check(hello(Network.operator(), Network.NOW), Network.NOW));
        assertEquals(LinkEnd.REVOKED, turned.end());
        assertTrue(verifier.operators().isEmpty());
    }

    private HelloCheck.Outcome check(Hello hello, Instant now) {
        return check(hello, now, Network.NOW.plus(DAY));
    }

    private HelloCheck.Outcome check(Hello hello, Instant now, Instant certificateUntil) {
        Admission own = new Admission(Network.node(), Network.operator(), verifier);
        HelloCheck.Side side =
                new HelloCheck.Side(
                        Optional.empty(),
                        Optional.of(own),
                        peer -> new LinkPolicy.Decision.Stay(true),
                        Network.ED25519);
        PeerCertificate.Shown shown =
                new PeerCertificate.Shown(
                        Network.NODE.publicKey(), Instant.EPOCH, certificateUntil);
        return HelloCheck.check(side, shown, hello, now);
    }

    private static Hello hello(Verified<OperatorNodeRecord> operator, Instant time) {
        return new Hello(
                Optional.of(Network.node().signed()),
                Optional.of(operator.signed()),
                Network.bytes(Hello.RANDOM_LENGTH_BYTES, 5),
                time,
                0);
    }

    private static Verified<OperatorNodeRecord> operator(int number, Instant expires) {
        PublicKey key = Network.key(number).publicKey();
        return RecordSigner.sign(
                new OperatorNodeRecord(
                        Network.id(Network.key(number)),
                        key,
                        Network.ROOT.publicKey(),
                        Network.NOW.getEpochSecond(),
                        expires),
                Network.ROOT);
    }
}
