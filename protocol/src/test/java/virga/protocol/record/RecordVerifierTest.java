package virga.protocol.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import virga.protocol.Bytes;
import virga.protocol.Network;
import virga.protocol.Samples;
import virga.protocol.identity.IdentityKey;
import virga.protocol.identity.NodeId;
import virga.protocol.record.RecordBody.NodeInfoRecord;
import virga.protocol.record.RecordBody.NodeRecord;
import virga.protocol.record.RecordBody.OperatorNodeRecord;
import virga.protocol.record.RecordBody.TombstoneRecord;

class RecordVerifierTest {
    private static final Instant NOW = Network.NOW;

    private static RejectReason rejection(SignedRecord record, Instant now) {
        return rejection(Network.verifier(), record, now);
    }

    private static RejectReason rejection(
            RecordVerifier verifier, SignedRecord record, Instant now) {
        return assertInstanceOf(Verdict.Rejected.class, verifier.verify(record, now)).reason();
    }

    /** As the record would be by {@code key}, whoever it names as its signer. */
    private static SignedRecord forged(RecordBody body, IdentityKey key) {
        Bytes encoded = RecordCodec.encode(body);
        byte[] signature = key.sign(SignedBytes.of(body.kind(), encoded));
        return new SignedRecord(body.kind(), encoded, Bytes.owning(signature));
    }

    @ParameterizedTest
    @EnumSource(RecordKind.class)
    void aRecordByItsSignerIsBelievedAndKeptAsReceived(RecordKind kind) {
        SignedRecord record = Samples.signed(kind);
        Verified<RecordBody> verified =
                Network.verifier().verify(record, NOW).accepted().orElseThrow();
        assertEquals(Samples.bodies().get(kind), verified.body());
        assertEquals(record, verified.signed());
    }

    @ParameterizedTest
    @EnumSource(RecordKind.class)
    void aRecordDamagedAtAnyByteIsNotBelieved(RecordKind kind) {
        SignedRecord good = Samples.signed(kind);
        RecordVerifier verifier = Network.verifier();
        for (int i = 0; i < good.body().length(); i++) {
            byte[] body = good.body().toArray();
            body[i] ^= 1;
            var damaged = new SignedRecord(kind, Bytes.owning(body), good.signature());
            assertTrue(verifier.verify(damaged, NOW).accepted().isEmpty(), "byte " + i);
        }
        for (int i = 0; i < good.signature().length(); i++) {
            byte[] signature = good.signature().toArray();
            signature[i] ^= 1;
            var damaged = new SignedRecord(kind, good.body(), Bytes.owning(signature));
            assertEquals(RejectReason.SIGNATURE, rejection(verifier, damaged, NOW), "byte " + i);
        }
    }

    @Test
    void aRecordPassedOffAsAnotherKindIsNotBelieved() {
        SignedRecord domain = Samples.signed(RecordKind.DOMAIN);
        for (RecordKind kind : RecordKind.values()) {
            if (kind != RecordKind.DOMAIN) {
                var other = new SignedRecord(kind, domain.body(), domain.signature());
                assertTrue(Network.verifier().verify(other, NOW).accepted().isEmpty(), "" + kind);
            }
        }
    }

    @Test
    void aRecordOfAnotherTypeThanAskedForIsRefused() {
        Verdict<NodeRecord> verdict =
                Network.verifier()
                        .verify(Samples.signed(RecordKind.NODE_INFO), NodeRecord.class, NOW);
        assertEquals(new Verdict.Rejected<NodeRecord>(RejectReason.OTHER_KIND), verdict);
    }

    @Test
    void aNodeRecordByAnUnknownOperatorIsNotBelieved() {
        RecordVerifier knowsNobody =
                new RecordVerifier(Network.ROOT.publicKey().hash(), Network.ED25519);
        assertEquals(
                RejectReason.UNKNOWN_OPERATOR,
                rejection(knowsNobody, Network.node().signed(), NOW));
    }

    @Test
    void aNodeRecordSignedByTheNodeItselfIsNotBelieved() {
        assertEquals(
                RejectReason.SIGNATURE,
                rejection(forged(Network.nodeBody(Network.LATER), Network.NODE), NOW));
    }

    @Test
    void anOperatorOfAnotherRootIsNotBelievedNorLearnt() {
        IdentityKey otherRoot = Network.STRANGER;
        Verified<OperatorNodeRecord> other =
                RecordSigner.sign(
                        new OperatorNodeRecord(
                                Network.id(Network.OPERATOR),
                                Network.OPERATOR.publicKey(),
                                otherRoot.publicKey(),
                                NOW.getEpochSecond(),
                                Network.LATER),
                        otherRoot);
        RecordVerifier verifier =
                new RecordVerifier(Network.ROOT.publicKey().hash(), Network.ED25519);
        assertEquals(RejectReason.WRONG_SIGNER, rejection(verifier, other.signed(), NOW));
        assertFalse(verifier.learn(other, NOW));
        assertTrue(verifier.operators().isEmpty());
    }

    @Test
    void anOperatorsRecordsEndWithItsOwn() {
        Instant after = Network.LATER;
        SignedRecord node =
                RecordSigner.sign(Network.nodeBody(after.plusSeconds(60)), Network.OPERATOR)
                        .signed();
        assertTrue(Network.verifier().verify(node, NOW).accepted().isPresent());
        assertEquals(RejectReason.OPERATOR_EXPIRED, rejection(node, after));
    }

    @Test
    void aRecordIsNotBelievedFromTheSecondOfItsExpiry() {
        RecordVerifier verifier = Network.verifier();
        SignedRecord node =
                RecordSigner.sign(Network.nodeBody(NOW.plusSeconds(10)), Network.OPERATOR).signed();
        assertTrue(verifier.verify(node, NOW.plusSeconds(9)).accepted().isPresent());
        assertEquals(RejectReason.EXPIRED, rejection(verifier, node, NOW.plusSeconds(10)));
    }

    @Test
    void aRecordStampedMoreThanFiveMinutesAheadIsRefused() {
        long now = NOW.getEpochSecond();
        SignedRecord atLimit =
                RecordSigner.sign(Network.infoBody(now + 300, Bytes.EMPTY), Network.NODE).signed();
        SignedRecord beyond =
                RecordSigner.sign(Network.infoBody(now + 301, Bytes.EMPTY), Network.NODE).signed();
        assertTrue(Network.verifier().verify(atLimit, NOW).accepted().isPresent());
        assertEquals(RejectReason.FROM_THE_FUTURE, rejection(beyond, NOW));
    }

    @Test
    void aNodeCannotAskToBeBelievedForEver() {
        NodeInfoRecord info = Network.infoBody(NOW.getEpochSecond(), Bytes.EMPTY);
        NodeInfoRecord forEver =
                new NodeInfoRecord(
                        info.id(),
                        info.publicKey(),
                        info.version(),
                        NOW.plus(RecordVerifier.NODE_INFO_LIFE_MAX).plusSeconds(1),
                        info.locationKeys(),
                        info.sealed(),
                        info.endOfLife());
        assertEquals(
                RejectReason.TOO_LONG,
                rejection(RecordSigner.sign(forEver, Network.NODE).signed(), NOW));
    }

    @Test
    void onlyANodeItselfMayRemoveItsNodeInfo() {
        NodeId id = Network.id(Network.NODE);
        TombstoneRecord own =
                new TombstoneRecord(
                        RecordKind.NODE_INFO,
                        DhtKey.of(id),
                        Set.of(),
                        NOW.getEpochSecond(),
                        Network.LATER,
                        Network.NODE.publicKey());
        TombstoneRecord strangers =
                new TombstoneRecord(
                        RecordKind.NODE_INFO,
                        DhtKey.of(id),
                        Set.of(),
                        NOW.getEpochSecond(),
                        Network.LATER,
                        Network.STRANGER.publicKey());
        RecordVerifier verifier = Network.verifier();
        SignedRecord signed = RecordSigner.sign(own, Network.NODE).signed();
        assertTrue(verifier.verify(signed, NOW).accepted().isPresent());
        SignedRecord other = RecordSigner.sign(strangers, Network.STRANGER).signed();
        assertEquals(RejectReason.WRONG_SIGNER, rejection(verifier, other, NOW));
    }

    @Test
    void aDeviceTombstoneByAnybodyButAnOperatorIsNotBelieved() {
        TombstoneRecord tombstone =
                new TombstoneRecord(
                        RecordKind.DEVICE,
                        new DhtKey(Network.DOMAIN, Network.bytes(32, 1)),
                        Set.of(),
                        NOW.getEpochSecond(),
                        Network.LATER,
                        Network.NODE.publicKey());
        assertEquals(
                RejectReason.UNKNOWN_OPERATOR,
                rejection(RecordSigner.sign(tombstone, Network.NODE).signed(), NOW));
    }

    @Test
    void aRecordCannotBeSignedWithAnotherKeyThanItNames() {
        assertThrows(
                IllegalArgumentException.class,
                () -> RecordSigner.sign(Network.nodeBody(Network.LATER), Network.STRANGER));
    }

    @Test
    void anOlderOperatorRecordDoesNotTakeANewersPlace() {
        RecordVerifier verifier = Network.verifier();
        Verified<OperatorNodeRecord> older =
                RecordSigner.sign(
                        new OperatorNodeRecord(
                                Network.id(Network.OPERATOR),
                                Network.OPERATOR.publicKey(),
                                Network.ROOT.publicKey(),
                                NOW.getEpochSecond() - 1,
                                Network.LATER.plusSeconds(99)),
                        Network.ROOT);
        assertFalse(verifier.learn(older, NOW));
        assertEquals(List.of(Network.operator()), List.copyOf(verifier.operators()));
    }

    @Test
    void operatorsAreBoundedAndExpiredOnesMakeRoom() {
        RecordVerifier verifier =
                new RecordVerifier(Network.ROOT.publicKey().hash(), Network.ED25519);
        for (int i = 0; i < RecordVerifier.OPERATORS_MAX; i++) {
            assertTrue(verifier.learn(numbered(i, NOW.plusSeconds(10)), NOW));
        }
        assertFalse(verifier.learn(numbered(200, Network.LATER), NOW));
        assertTrue(verifier.learn(numbered(200, Network.LATER), NOW.plusSeconds(10)));
    }

    private static Verified<OperatorNodeRecord> numbered(int number, Instant expires) {
        IdentityKey key = Network.key(number);
        return RecordSigner.sign(
                new OperatorNodeRecord(
                        Network.id(key),
                        key.publicKey(),
                        Network.ROOT.publicKey(),
                        NOW.getEpochSecond(),
                        expires),
                Network.ROOT);
    }
}
