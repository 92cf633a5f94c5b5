package virga.protocol.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnknownFieldSet;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import virga.protocol.Bytes;
import virga.protocol.Network;
import virga.protocol.Samples;
import virga.protocol.identity.DomainId;
import virga.protocol.identity.IdentityKey;
import virga.protocol.identity.NodeId;
import virga.protocol.record.RecordBody.NodeRecord;
import virga.protocol.record.RecordBody.OperatorNodeRecord;
import virga.protocol.record.RecordBody.RevocationListRecord;
import virga.protocol.record.RecordBody.SuperNodeRecord;
import virga.protocol.record.RecordBody.TombstoneRecord;
import virga.v1.Node;

/** What is not believed any more, by key, however it is written. */
class RevocationsTest {
    private static final Instant NOW = Network.NOW;
    private static final IdentityKey SECOND = Network.key(9);
    private static final Bytes NODE_HASH = Network.NODE.publicKey().hash();

    private final RecordVerifier verifier = Network.verifier();

    private static Verified<RevocationListRecord> list(
            IdentityKey operator, long number, Bytes... hashes) {
        return RecordSigner.sign(
                new RevocationListRecord(
                        number,
                        Set.of(hashes),
                        NOW.getEpochSecond(),
                        NOW.plusSeconds(60),
                        operator.publicKey()),
                operator);
    }

    private static SignedRecord removal(IdentityKey operator, long version) {
        return RecordSigner.sign(
                        new TombstoneRecord(
                                RecordKind.OPERATOR_NODE,
                                DhtKey.of(Network.id(operator)),
                                Set.of(),
                                version,
                                Network.LATER,
                                Network.ROOT.publicKey()),
                        Network.ROOT)
                .signed();
    }

    private static Verified<OperatorNodeRecord> operator(IdentityKey key, long version) {
        return RecordSigner.sign(
                new OperatorNodeRecord(
                        Network.id(key),
                        key.publicKey(),
                        Network.ROOT.publicKey(),
                        version,
                        Network.LATER),
                Network.ROOT);
    }

    private boolean hear(SignedRecord record) {
        return verifier.verify(record, NOW).accepted().isPresent();
    }

    private void revokeNode() {
        assertTrue(hear(list(Network.OPERATOR, 1, NODE_HASH).signed()));
    }

    private RejectReason rejection(SignedRecord record) {
        return assertInstanceOf(Verdict.Rejected.class, verifier.verify(record, NOW)).reason();
    }

    @Test
    void highestNumberIsInForceAndAnOlderOrEqualOneChangesNothing() {
        AtomicInteger told = new AtomicInteger();
        verifier.onTakenBack(told::incrementAndGet);
        assertTrue(hear(list(Network.OPERATOR, 5, NODE_HASH).signed()));
        Revocations inForce = verifier.revocations();
        assertTrue(hear(list(Network.OPERATOR, 4).signed()));
        assertTrue(hear(list(Network.OPERATOR, 5).signed()));
        assertEquals(inForce, verifier.revocations());
        assertTrue(verifier.revoked(NODE_HASH));
        assertTrue(hear(list(Network.OPERATOR, 6).signed()));
        assertEquals(6, verifier.revocations().number());
        assertFalse(verifier.revoked(NODE_HASH));
        assertEquals(2, told.get());
    }

    @Test
    void thiefsListWithAHugeNumberGoesWithItsOperatorAndTheNextIsInForce() {
        assertTrue(verifier.learn(operator(SECOND, NOW.getEpochSecond()), NOW));
        assertTrue(hear(list(SECOND, 3, NODE_HASH).signed()));
        assertTrue(hear(list(Network.OPERATOR, Long.MAX_VALUE).signed()));
        assertFalse(verifier.revoked(NODE_HASH));
        assertTrue(hear(list(SECOND, 4, NODE_HASH).signed()));
        assertEquals(Long.MAX_VALUE, verifier.revocations().number());
        assertTrue(hear(removal(Network.OPERATOR, NOW.getEpochSecond() + 1)));
        assertEquals(4, verifier.revocations().number());
        assertTrue(verifier.revoked(NODE_HASH));
        assertEquals(
                RejectReason.OPERATOR_REMOVED,
                rejection(list(Network.OPERATOR, Long.MAX_VALUE).signed()));
    }

    @Test
    void listsAreKeptOfAFewOperatorsOnly() {
        for (int i = 10; i < 16; i++) {
            IdentityKey key = Network.key(i);
            assertTrue(verifier.learn(operator(key, NOW.getEpochSecond()), NOW));
            assertTrue(hear(list(key, i).signed()));
        }
        assertEquals(
                List.of(15L, 14L, 13L, 12L),
                verifier.revocations().lists().stream().map(one -> one.body().number()).toList());
    }

    @Test
    void everyRecordAboutOrByARevokedKeyIsRefused() {
        TombstoneRecord ownRemoval =
                new TombstoneRecord(
                        RecordKind.NODE_INFO,
                        DhtKey.of(Network.id(Network.NODE)),
                        Set.of(),
                        NOW.getEpochSecond(),
                        Network.LATER,
                        Network.NODE.publicKey());
        List<SignedRecord> records =
                List.of(
                        Samples.signed(RecordKind.NODE),
                        Samples.signed(RecordKind.NODE_INFO),
                        Samples.signed(RecordKind.SUPER_NODE),
                        RecordSigner.sign(ownRemoval, Network.NODE).signed());
        records.forEach(record -> assertTrue(hear(record)));
        revokeNode();
        records.forEach(record -> assertEquals(RejectReason.REVOKED, rejection(record)));
    }

    @Test
    void operatorStillRemovesTheRecordsOfARevokedKey() {
        revokeNode();
        TombstoneRecord removal =
                new TombstoneRecord(
                        RecordKind.NODE,
                        DhtKey.of(Network.id(Network.NODE)),
                        Set.of(),
                        NOW.getEpochSecond(),
                        Network.LATER,
                        Network.OPERATOR.publicKey());
        assertTrue(hear(RecordSigner.sign(removal, Network.OPERATOR).signed()));
    }

    /** Others were bypassed by writing what was revoked in another way. */
    @Test
    void noOtherEncodingOfARevokedKeysRecordIsBelieved() throws IOException {
        byte[] body = RecordCodec.encode(Network.nodeBody(Network.LATER)).toArray();
        byte[] unknownField = Bytes.concat(body, new byte[] {(byte) 0xa2, 0x06, 0x01, 0x41});
        byte[] decoyKeyFirst =
                Bytes.concat(
                        Node.newBuilder()
                                .setPublicKey(
                                        ByteString.copyFrom(
                                                Network.STRANGER.publicKey().encoded().toArray()))
                                .build()
                                .toByteArray(),
                        body);
        List<byte[]> ways = List.of(body, unknownField, decoyKeyFirst, backwards(body));
        ways.forEach(way -> assertTrue(hear(byOperator(way))));
        revokeNode();
        ways.forEach(way -> assertEquals(RejectReason.REVOKED, rejection(byOperator(way))));
    }

    private static SignedRecord byOperator(byte[] body) {
        byte[] signature =
                Network.OPERATOR.sign(SignedBytes.of(RecordKind.NODE, Bytes.copyOf(body)));
        return new SignedRecord(RecordKind.NODE, Bytes.copyOf(body), Bytes.owning(signature));
    }

    /** The same fields, the last one first. */
    private static byte[] backwards(byte[] body) throws IOException {
        UnknownFieldSet fields = UnknownFieldSet.parseFrom(CodedInputStream.newInstance(body));
        List<Integer> numbers = new ArrayList<>(fields.asMap().keySet());
        byte[] all = new byte[0];
        for (int number : numbers.reversed()) {
            UnknownFieldSet one =
                    UnknownFieldSet.newBuilder().addField(number, fields.getField(number)).build();
            all = Bytes.concat(all, one.toByteArray());
        }
        assertEquals(body.length, all.length);
        return all;
    }

    @Test
    void revokedKeyIsRefusedInEveryDomain() {
        NodeRecord elsewhere =
                new NodeRecord(
                        NodeId.of(new DomainId(7), Network.NODE.publicKey()),
                        Network.NODE.publicKey(),
                        Set.of(),
                        List.of(),
                        "",
                        NOW.getEpochSecond(),
                        Network.LATER,
                        Network.OPERATOR.publicKey());
        SignedRecord record = RecordSigner.sign(elsewhere, Network.OPERATOR).signed();
        assertTrue(hear(record));
        revokeNode();
        assertEquals(RejectReason.REVOKED, rejection(record));
    }

    @Test
    void listDoesNotTouchAnOperatorsKey() {
        NodeRecord own =
                new NodeRecord(
                        Network.id(Network.OPERATOR),
                        Network.OPERATOR.publicKey(),
                        Set.of(),
                        List.of(),
                        "",
                        NOW.getEpochSecond(),
                        Network.LATER,
                        Network.OPERATOR.publicKey());
        assertTrue(hear(list(Network.OPERATOR, 1, Network.OPERATOR.publicKey().hash()).signed()));
        assertFalse(verifier.revoked(Network.OPERATOR.publicKey().hash()));
        assertTrue(hear(RecordSigner.sign(own, Network.OPERATOR).signed()));
        assertTrue(hear(Samples.signed(RecordKind.DEVICE)));
    }

    @Test
    void removedOperatorIsUnlearntWithAllThatItSigned() {
        List<RecordKind> signed =
                List.of(
                        RecordKind.NODE,
                        RecordKind.DEVICE,
                        RecordKind.SUPER_NODE,
                        RecordKind.DOMAIN,
                        RecordKind.REVOCATION_LIST,
                        RecordKind.TOMBSTONE);
        List<Verified<RecordBody>> before = new ArrayList<>();
        for (RecordKind kind : signed) {
            before.add(verifier.verify(Samples.signed(kind), NOW).accepted().orElseThrow());
        }
        before.forEach(record -> assertTrue(verifier.believes(record)));
        assertTrue(hear(removal(Network.OPERATOR, NOW.getEpochSecond() + 1)));
        assertTrue(verifier.operators().isEmpty());
        assertEquals(0, verifier.revocations().number());
        for (Verified<RecordBody> record : before) {
            assertFalse(verifier.believes(record), record.toString());
            assertEquals(RejectReason.OPERATOR_REMOVED, rejection(record.signed()));
        }
        assertEquals(RejectReason.OPERATOR_REMOVED, rejection(Network.operator().signed()));
        assertFalse(verifier.learn(Network.operator(), NOW));
    }

    @Test
    void rootMayVouchAnewForWhomItRemoved() {
        assertTrue(hear(removal(Network.OPERATOR, NOW.getEpochSecond() + 1)));
        Verified<OperatorNodeRecord> anew = operator(Network.OPERATOR, NOW.getEpochSecond() + 2);
        assertTrue(hear(anew.signed()));
        assertTrue(verifier.learn(anew, NOW));
        assertTrue(hear(Samples.signed(RecordKind.NODE)));
        assertTrue(hear(removal(Network.OPERATOR, NOW.getEpochSecond() + 1)));
        assertTrue(hear(Samples.signed(RecordKind.NODE)));
    }

    @Test
    void removalByAnybodyButTheRootIsNotBelieved() {
        for (IdentityKey thief : List.of(Network.OPERATOR, Network.NODE, Network.STRANGER)) {
            TombstoneRecord removal =
                    new TombstoneRecord(
                            RecordKind.OPERATOR_NODE,
                            DhtKey.of(Network.id(Network.OPERATOR)),
                            Set.of(),
                            NOW.getEpochSecond() + 1,
                            Network.LATER,
                            thief.publicKey());
            assertEquals(
                    RejectReason.WRONG_SIGNER,
                    rejection(RecordSigner.sign(removal, thief).signed()));
        }
        assertEquals(1, verifier.operators().size());
    }

    @Test
    void listByAnybodyButAKnownOperatorIsNotEnforced() {
        SignedRecord good = list(Network.OPERATOR, 9, NODE_HASH).signed();
        assertFalse(hear(list(Network.NODE, 9, NODE_HASH).signed()));
        assertFalse(hear(list(SECOND, 9, NODE_HASH).signed()));
        assertFalse(hear(new SignedRecord(good.kind(), good.body(), Bytes.EMPTY)));
        assertEquals(Revocations.NONE, verifier.revocations());
    }

    @Test
    void listIsEnforcedAfterItHasExpired() {
        revokeNode();
        SignedRecord node =
                RecordSigner.sign(Network.nodeBody(NOW.plus(Duration.ofDays(30))), Network.OPERATOR)
                        .signed();
        Verdict<RecordBody> verdict = verifier.verify(node, NOW.plus(Duration.ofMinutes(30)));
        assertEquals(new Verdict.Rejected<RecordBody>(RejectReason.REVOKED), verdict);
    }

    @Test
    void verifiedRecordsOfARevokedKeyAreDoubtedAndOthersAreNot() {
        Verified<RecordBody> holder =
                verifier.verify(Samples.signed(RecordKind.SUPER_NODE), NOW)
                        .accepted()
                        .orElseThrow();
        Verified<RecordBody> device =
                verifier.verify(Samples.signed(RecordKind.DEVICE), NOW).accepted().orElseThrow();
        assertInstanceOf(SuperNodeRecord.class, holder.body());
        revokeNode();
        assertFalse(verifier.believes(holder));
        assertTrue(verifier.believes(device));
    }

    @Test
    void whatIsLearntApartStaysApart() {
        RecordVerifier apart = verifier.apart();
        apart.verify(list(Network.OPERATOR, 1, NODE_HASH).signed(), NOW);
        assertTrue(apart.revoked(NODE_HASH));
        assertFalse(verifier.revoked(NODE_HASH));
        revokeNode();
        assertTrue(verifier.apart().revoked(NODE_HASH));
    }

    @Test
    void listSignedAgainWithTheSameKeysIsNoNews() {
        revokeNode();
        Revocations before = verifier.revocations();
        assertTrue(hear(list(Network.OPERATOR, 2, NODE_HASH).signed()));
        assertTrue(verifier.revocations().enforcesAs(before));
        assertTrue(hear(list(Network.OPERATOR, 3).signed()));
        assertFalse(verifier.revocations().enforcesAs(before));
    }
}
