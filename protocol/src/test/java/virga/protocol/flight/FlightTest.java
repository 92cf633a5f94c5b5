package virga.protocol.flight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import virga.protocol.Bytes;
import virga.protocol.Fuzz;
import virga.protocol.Golden;
import virga.protocol.Network;
import virga.protocol.Samples;
import virga.protocol.identity.Ed25519;
import virga.protocol.identity.IdentityKey;
import virga.protocol.message.Envelope;
import virga.protocol.message.Message;
import virga.protocol.record.RecordKind;
import virga.protocol.record.SignedRecord;

class FlightTest {
    private static final Instant NOW = Network.NOW.plusMillis(123);
    private static final ByteBufAllocator MEMORY = new UnpooledByteBufAllocator(false);
    private static final FlightContext CONTEXT =
            new FlightContext(
                    Network.id(Network.NODE),
                    Network.id(Network.OPERATOR),
                    Network.bytes(32, 0xaa),
                    Network.bytes(32, 0xbb));
    private static final List<Envelope> PING = List.of(new Envelope(1, Message.Ping.INSTANCE));

    /** A ping without an id, as it stands in a flight. */
    private static final byte[] PING_ID = {0x1a, 2, 0x32, 0};

    private final FlightWriter writer = new FlightWriter(CONTEXT, Network.NODE, MEMORY);
    private final FlightReader reader = reader(CONTEXT, Network.NODE);

    private static FlightReader reader(FlightContext context, IdentityKey sender) {
        Ed25519.Verifier verifier = Network.ED25519.verifier(sender.publicKey()).orElseThrow();
        return new FlightReader(context, verifier, MEMORY);
    }

    private byte[] write(List<Envelope> envelopes, Instant at) {
        ByteBuf flight = writer.write(envelopes, at);
        byte[] bytes = ByteBufUtil.getBytes(flight);
        flight.release();
        return bytes;
    }

    private static FlightFault fault(FlightReader reader, byte[] flight, Instant at) {
        FlightVerdict verdict = reader.read(Unpooled.wrappedBuffer(flight), at);
        return assertInstanceOf(FlightVerdict.Rejected.class, verdict).fault();
    }

    private static void accepted(FlightReader reader, byte[] flight) {
        assertInstanceOf(
                FlightVerdict.Accepted.class, reader.read(Unpooled.wrappedBuffer(flight), NOW));
    }

    /** Signs what no {@link FlightWriter} would write. */
    private static byte[] signed(byte[] flight) {
        byte[] signature = Network.NODE.sign(CONTEXT.signedBytes(), flight);
        return Bytes.concat(signature, flight);
    }

    @Test
    void aFlightIsTheGoldenBytes() throws IOException {
        write(PING, NOW);
        Bytes second =
                Bytes.owning(
                        write(
                                List.of(
                                        new Envelope(1, Message.Ping.INSTANCE),
                                        new Envelope(0, new Message.Stored(7))),
                                NOW));
        assertEquals(Golden.hex("flight", second), second.toHex());
    }

    @Test
    void flightsArriveInOrderWithAllTheirEnvelopes() {
        List<Envelope> envelopes =
                IntStream.range(0, Samples.messages().size())
                        .mapToObj(i -> new Envelope(i, Samples.messages().get(i)))
                        .toList();
        for (int i = 0; i < 3; i++) {
            ByteBuf flight = writer.write(envelopes, NOW);
            assertEquals(new FlightVerdict.Accepted(envelopes, 0), reader.read(flight, NOW));
            assertEquals(1, flight.refCnt());
            flight.release();
        }
    }

    @Test
    void aFlightInSeveralPiecesIsReadAsOne() {
        byte[] flight = write(PING, NOW);
        ByteBuf pieces =
                Unpooled.wrappedBuffer(
                        Bytes.copyOf(flight).slice(0, 70).toArray(),
                        Bytes.copyOf(flight).slice(70, flight.length).toArray());
        assertEquals(new FlightVerdict.Accepted(PING, 0), reader.read(pieces, NOW));
    }

    @Test
    void aFlightWithAnyBitFlippedIsNotBelieved() {
        byte[] flight = write(PING, NOW);
        for (int bit = 0; bit < 8 * flight.length; bit++) {
            byte[] damaged = flight.clone();
            damaged[bit / 8] ^= (byte) (1 << (bit % 8));
            FlightReader fresh = reader(CONTEXT, Network.NODE);
            assertEquals(FlightFault.SIGNATURE, fault(fresh, damaged, NOW), "bit " + bit);
        }
    }

    @Test
    void aFlightCutAnywhereOrWithBytesAddedIsNotBelieved() {
        byte[] flight = write(PING, NOW);
        for (int length = 0; length < flight.length; length++) {
            byte[] cut = Bytes.copyOf(flight).slice(0, length).toArray();
            FlightFault fault = fault(reader(CONTEXT, Network.NODE), cut, NOW);
            assertEquals(length < 64 ? FlightFault.MALFORMED : FlightFault.SIGNATURE, fault);
        }
        assertEquals(FlightFault.SIGNATURE, fault(reader, Bytes.concat(flight, PING_ID), NOW));
    }

    @Test
    void aRepeatedFlightEndsTheLink() {
        byte[] first = write(PING, NOW);
        accepted(reader, first);
        assertEquals(FlightFault.NUMBER, fault(reader, first, NOW));
    }

    @Test
    void aMissingOrLaterFlightEndsTheLink() {
        write(PING, NOW);
        byte[] second = write(PING, NOW);
        assertEquals(FlightFault.NUMBER, fault(reader, second, NOW));
    }

    @Test
    void afterARejectionNothingIsBelievedAnyMore() {
        byte[] good = write(PING, NOW);
        byte[] damaged = good.clone();
        damaged[0] ^= 1;
        assertEquals(FlightFault.SIGNATURE, fault(reader, damaged, NOW));
        assertEquals(FlightFault.SIGNATURE, fault(reader, good, NOW));
    }

    @Test
    void aFlightForSomeoneElseOrOfAnotherLinkOrDirectionIsNotBelieved() {
        byte[] flight = write(PING, NOW);
        FlightContext elsewhere =
                new FlightContext(
                        CONTEXT.sender(),
                        Network.id(Network.STRANGER),
                        CONTEXT.senderRandom(),
                        CONTEXT.receiverRandom());
        FlightContext otherLink =
                new FlightContext(
                        CONTEXT.sender(),
                        CONTEXT.receiver(),
                        CONTEXT.senderRandom(),
                        Network.bytes(32, 0xcc));
        FlightContext unadmitted =
                new FlightContext(
                        FlightContext.unadmitted(Network.NODE.publicKey()),
                        CONTEXT.receiver(),
                        CONTEXT.senderRandom(),
                        CONTEXT.receiverRandom());
        for (FlightContext other : List.of(elsewhere, otherLink, unadmitted, CONTEXT.reversed())) {
            assertEquals(FlightFault.SIGNATURE, fault(reader(other, Network.NODE), flight, NOW));
        }
        accepted(reader(CONTEXT, Network.NODE), flight);
    }

    @Test
    void aFlightSignedByAnotherKeyIsNotBelieved() {
        byte[] flight = write(PING, NOW);
        assertEquals(FlightFault.SIGNATURE, fault(reader(CONTEXT, Network.STRANGER), flight, NOW));
    }

    @Test
    void aFlightMoreThanFiveMinutesBehindIsStaleAndAheadIsFromTheFuture() {
        Duration skew = FlightLimits.SKEW_MAX;
        byte[] flight = write(PING, NOW);
        Instant late = NOW.plus(skew);
        Instant early = NOW.minus(skew);
        assertEquals(
                FlightFault.STALE,
                fault(reader(CONTEXT, Network.NODE), flight, late.plusMillis(1)));
        assertEquals(
                FlightFault.FROM_THE_FUTURE,
                fault(reader(CONTEXT, Network.NODE), flight, early.minusMillis(1)));
        for (Instant atLimit : List.of(late, early)) {
            FlightVerdict verdict =
                    reader(CONTEXT, Network.NODE).read(Unpooled.wrappedBuffer(flight), atLimit);
            assertEquals(new FlightVerdict.Accepted(PING, 0), verdict);
        }
    }

    @Test
    void aSignedFlightWithoutEnvelopesOrOfNoiseIsMalformed() {
        for (byte[] flight : new byte[][] {{}, {0x10, 1}, {0x1a, 9, 1}, {0x1a, 2, 0x32, 1}, {7}}) {
            FlightReader fresh = reader(CONTEXT, Network.NODE);
            assertEquals(FlightFault.MALFORMED, fault(fresh, signed(flight), NOW));
        }
    }

    @Test
    void anEnvelopeOfALaterVersionIsCountedAndTheRestServed() {
        byte[] proto =
                virga.v1.Flight.newBuilder()
                        .setTimeMillis(NOW.toEpochMilli())
                        .addEnvelopes(virga.v1.Envelope.newBuilder().setId(9))
                        .addEnvelopes(
                                virga.v1.Envelope.newBuilder()
                                        .setId(1)
                                        .setPing(virga.v1.Ping.getDefaultInstance()))
                        .build()
                        .toByteArray();
        assertEquals(
                new FlightVerdict.Accepted(PING, 1),
                reader.read(Unpooled.wrappedBuffer(signed(proto)), NOW));
    }

    @Test
    void aFlightBeyondItsLimitsIsTooLong() {
        byte[] bytes = new byte[FlightLimits.LENGTH_MAX_BYTES + 1];
        assertEquals(FlightFault.TOO_LONG, fault(reader, bytes, NOW));
        byte[] many =
                Bytes.concat(
                        Collections.nCopies(FlightLimits.ENVELOPES_MAX + 1, PING_ID)
                                .toArray(new byte[0][]));
        assertEquals(FlightFault.TOO_LONG, fault(reader(CONTEXT, Network.NODE), signed(many), NOW));
    }

    @Test
    void theWriterRefusesWhatTheReaderWouldAndUsesNoNumberForIt() {
        SignedRecord record =
                new SignedRecord(RecordKind.DEVICE, Network.bytes(16_000, 1), Network.bytes(64, 2));
        Envelope big = new Envelope(1, new Message.Found(record));
        for (List<Envelope> wrong :
                List.of(
                        List.<Envelope>of(),
                        Collections.nCopies(FlightLimits.ENVELOPES_MAX + 1, PING.getFirst()),
                        Collections.nCopies(17, big))) {
            assertThrows(IllegalArgumentException.class, () -> writer.write(wrong, NOW));
        }
        accepted(reader, write(Collections.nCopies(16, big), NOW));
        accepted(reader, write(Collections.nCopies(4096, PING.getFirst()), NOW));
    }

    @Test
    void noSignedBytesUpsetTheReader() {
        byte[][] corpus =
                IntStream.range(0, Samples.messages().size())
                        .mapToObj(i -> List.of(new Envelope(i, Samples.messages().get(i))))
                        .map(e -> write(e, NOW))
                        .map(f -> Bytes.copyOf(f).slice(64, f.length).toArray())
                        .toArray(byte[][]::new);
        Fuzz.search(
                corpus,
                input -> {
                    FlightVerdict verdict =
                            reader(CONTEXT, Network.NODE)
                                    .read(Unpooled.wrappedBuffer(signed(input)), NOW);
                    if (verdict instanceof FlightVerdict.Rejected(FlightFault fault)) {
                        assertTrue(fault != FlightFault.SIGNATURE);
                    }
                });
    }
}
