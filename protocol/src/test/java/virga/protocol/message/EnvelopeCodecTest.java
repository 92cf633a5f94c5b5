package virga.protocol.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import virga.protocol.Bytes;
import virga.protocol.Fuzz;
import virga.protocol.Golden;
import virga.protocol.Malformed;
import virga.protocol.Network;
import virga.protocol.Samples;
import virga.protocol.flight.FlightLimits;
import virga.protocol.record.RecordBody.RevocationListRecord;
import virga.protocol.record.RecordSigner;
import virga.v1.Admit;
import virga.v1.Candidate;
import virga.v1.Flight;
import virga.v1.ListRecords;
import virga.v1.Lookup;
import virga.v1.OperatorNodes;
import virga.v1.Record;
import virga.v1.RecordKind;
import virga.v1.RecordPage;
import virga.v1.RevocationNotice;
import virga.v1.Store;
import virga.v1.SubmitSuperNode;

class EnvelopeCodecTest {
    static Stream<Message> messages() {
        return Samples.messages().stream();
    }

    /** As a field of a flight. */
    private static byte[] encode(Envelope envelope) throws IOException {
        EnvelopeCodec.Prepared prepared = EnvelopeCodec.prepare(envelope);
        byte[] out = new byte[prepared.lengthBytes()];
        CodedOutputStream to = CodedOutputStream.newInstance(out);
        prepared.writeTo(to);
        to.checkNoSpaceLeft();
        return out;
    }

    private static virga.v1.Envelope generated(Envelope envelope) throws IOException {
        return Flight.parseFrom(encode(envelope)).getEnvelopes(0);
    }

    private static Optional<Envelope> decode(byte[] envelope) throws IOException, Malformed {
        return EnvelopeCodec.read(CodedInputStream.newInstance(envelope));
    }

    @Test
    void thereIsASampleOfEveryMessage() {
        assertEquals(
                virga.v1.Envelope.getDescriptor().getOneofs().getFirst().getFieldCount(),
                Samples.messages().stream().map(Message::getClass).distinct().count());
    }

    @ParameterizedTest
    @MethodSource("messages")
    void anEnvelopeIsTheGoldenBytesAndReadsBackAlike(Message message)
            throws IOException, Malformed {
        Envelope envelope = new Envelope(300, message);
        Bytes encoded = Bytes.owning(generated(envelope).toByteArray());
        String name = "message-" + message.getClass().getSimpleName();
        assertEquals(Golden.hex(name, encoded), encoded.toHex());
        assertEquals(Optional.of(envelope), decode(encoded.toArray()));
    }

    /** What is written by hand is what the generated code writes, byte by byte. */
    @ParameterizedTest
    @MethodSource("messages")
    void theLengthIsExactAndTheBytesAreProtobufsOwn(Message message) throws IOException {
        for (int id : new int[] {0, 1, 127, 128, -1}) {
            byte[] encoded = encode(new Envelope(id, message));
            assertEquals(encoded.length, EnvelopeCodec.lengthBytes(new Envelope(id, message)));
            Flight flight = Flight.parseFrom(encoded);
            assertEquals(id, flight.getEnvelopes(0).getId());
            assertEquals(Bytes.copyOf(encoded), Bytes.owning(flight.toByteArray()));
        }
    }

    @Test
    void messagesWithoutFieldsAreNotMadeAnew() throws IOException, Malformed {
        for (Message empty : new Message[] {Message.Ping.INSTANCE, Message.Reping.INSTANCE}) {
            byte[] encoded = generated(new Envelope(1, empty)).toByteArray();
            assertSame(empty, decode(encoded).orElseThrow().body());
            assertEquals(4, encoded.length);
        }
    }

    @Test
    void aMessageOfALaterVersionIsLeftOutAndAFieldOfOneDoesNoHarm() throws IOException, Malformed {
        assertEquals(Optional.empty(), decode(new byte[] {0x08, 1, (byte) 0xfa, 0x3e, 1, 7}));
        assertEquals(Optional.empty(), decode(new byte[0]));
        byte[] ping = {0x08, 1, 0x32, 3, 0x0a, 1, 7, (byte) 0xf8, 0x3e, 5};
        assertEquals(Optional.of(new Envelope(1, Message.Ping.INSTANCE)), decode(ping));
    }

    @Test
    void aReasonOfALaterVersionIsUnspecified() throws IOException, Malformed {
        byte[] refused = {0x2a, 2, 0x08, 99};
        assertEquals(
                new Message.Refused(RefusalReason.UNSPECIFIED),
                decode(refused).orElseThrow().body());
    }

    @Test
    void everyReasonHasItsNumber() {
        assertEquals(virga.v1.Refused.Reason.values().length - 1, RefusalReason.values().length);
        for (RefusalReason reason : RefusalReason.values()) {
            assertEquals(
                    "REASON_" + reason, "" + virga.v1.Refused.Reason.forNumber(reason.number()));
        }
    }

    @Test
    void keysKindsAndRecordsOutsideTheirLimitsAreMalformed() {
        ByteString shortKey = ByteString.copyFrom(new byte[31]);
        ByteString key = ByteString.copyFrom(new byte[32]);
        Record long16 = Record.newBuilder().setBody(ByteString.copyFrom(new byte[16_385])).build();
        var node = RecordKind.RECORD_KIND_NODE;
        malformed(b -> b.setLookup(Lookup.newBuilder().setKind(node).setKey(shortKey)));
        malformed(b -> b.setLookup(Lookup.newBuilder().setKindValue(99).setKey(key)));
        malformed(b -> b.setLookup(Lookup.newBuilder().setKey(key)));
        malformed(b -> b.setStore(Store.newBuilder().setKind(node).setRecord(long16)));
        malformed(b -> b.setAdmit(Admit.newBuilder().setSecret(shortKey)));
    }

    @Test
    void pagesAndListsOutsideTheirLimitsAreMalformed() {
        var node = RecordKind.RECORD_KIND_NODE;
        malformed(b -> b.setListRecords(ListRecords.newBuilder().setKind(node)));
        malformed(b -> b.setListRecords(ListRecords.newBuilder().setKind(node).setLimit(257)));
        malformed(
                b ->
                        b.setRecordPage(
                                RecordPage.newBuilder()
                                        .setKind(node)
                                        .addAllRecords(
                                                Collections.nCopies(
                                                        257, Record.getDefaultInstance()))));
        malformed(
                b ->
                        b.setOperatorNodes(
                                OperatorNodes.newBuilder()
                                        .addAllRecords(
                                                Collections.nCopies(
                                                        65, Record.getDefaultInstance()))));
    }

    @Test
    void noticesOutsideTheirLimitsAreMalformed() {
        malformed(b -> b.setRevocationNotice(removals(65, 10)));
        malformed(b -> b.setRevocationNotice(removals(3, 11_000)));
        malformed(
                b ->
                        b.setRevocationNotice(
                                RevocationNotice.newBuilder().setList(ofBytes(196_609))));
    }

    @Test
    void aFullListIsReadBackAndOneWithAKeyMoreIsNot() throws IOException, Malformed {
        Envelope full = new Envelope(0, notice(RevocationListRecord.KEYS_MAX));
        byte[] encoded = generated(full).toByteArray();
        assertEquals(Optional.of(full), decode(encoded));
        assertTrue(encoded.length < FlightLimits.LENGTH_MAX_BYTES - 64 * 1024);
        assertThrows(
                IllegalArgumentException.class, () -> notice(RevocationListRecord.KEYS_MAX + 1));
    }

    private static Message notice(int keys) {
        Set<Bytes> hashes = new HashSet<>();
        for (int i = 0; i < keys; i++) {
            hashes.add(Bytes.sha256(("" + i).getBytes(StandardCharsets.US_ASCII)));
        }
        RevocationListRecord list =
                new RevocationListRecord(9, hashes, 1, Network.LATER, Network.OPERATOR.publicKey());
        return new Message.RevocationNotice(
                Optional.of(RecordSigner.sign(list, Network.OPERATOR).signed()), List.of());
    }

    private static RevocationNotice removals(int count, int bytes) {
        return RevocationNotice.newBuilder()
                .addAllRemovedOperators(Collections.nCopies(count, ofBytes(bytes)))
                .build();
    }

    private static Record ofBytes(int length) {
        return Record.newBuilder().setBody(ByteString.copyFrom(new byte[length])).build();
    }

    @Test
    void candidatesOutsideTheirLimitsAreMalformed() {
        Candidate candidate =
                Candidate.newBuilder()
                        .setCarrierValue(1)
                        .setIp(ByteString.copyFrom(new byte[4]))
                        .setPort(1)
                        .build();
        malformed(
                b ->
                        b.setSubmitSuperNode(
                                SubmitSuperNode.newBuilder()
                                        .addAllCandidates(Collections.nCopies(17, candidate))));
        for (int port : new int[] {0, 65536, -1}) {
            malformed(
                    b ->
                            b.setSubmitSuperNode(
                                    SubmitSuperNode.newBuilder()
                                            .addCandidates(candidate.toBuilder().setPort(port))));
        }
    }

    private static void malformed(UnaryOperator<virga.v1.Envelope.Builder> body) {
        byte[] bytes = body.apply(virga.v1.Envelope.newBuilder()).build().toByteArray();
        assertThrows(Malformed.class, () -> decode(bytes));
    }

    @Test
    void aCutEnvelopeIsNoEnvelope() throws IOException {
        byte[] whole = generated(new Envelope(1, Samples.messages().get(11))).toByteArray();
        for (int length = 3; length < whole.length; length++) {
            byte[] cut = Bytes.copyOf(whole).slice(0, length).toArray();
            assertThrows(IOException.class, () -> decode(cut), "length " + length);
        }
    }

    @Test
    void noBytesUpsetTheDecoder() throws IOException {
        byte[][] corpus = new byte[Samples.messages().size()][];
        for (int i = 0; i < corpus.length; i++) {
            corpus[i] = generated(new Envelope(i, Samples.messages().get(i))).toByteArray();
        }
        Fuzz.search(
                corpus,
                input -> {
                    Optional<Envelope> envelope;
                    try {
                        envelope = decode(input);
                    } catch (IOException | Malformed e) {
                        return;
                    }
                    if (envelope.isPresent()) {
                        byte[] again = generated(envelope.get()).toByteArray();
                        assertEquals(envelope, decode(again));
                    }
                });
        assertTrue(corpus.length > 20);
    }
}
