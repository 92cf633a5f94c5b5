package virga.protocol.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.time.Instant;
import java.util.Collections;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import virga.protocol.Bytes;
import virga.protocol.Fuzz;
import virga.protocol.Golden;
import virga.protocol.Malformed;
import virga.protocol.Network;
import virga.protocol.Samples;
import virga.v1.Device;
import virga.v1.Node;
import virga.v1.NodeInfo;

class RecordCodecTest {
    private static RecordBody sample(RecordKind kind) {
        return Objects.requireNonNull(Samples.bodies().get(kind));
    }

    @ParameterizedTest
    @EnumSource(RecordKind.class)
    void bodyAndSignatureAreTheGoldenBytesAndReadBackAlike(RecordKind kind)
            throws IOException, Malformed {
        RecordBody body = sample(kind);
        Bytes encoded = RecordCodec.encode(body);
        assertEquals(Golden.hex("record-" + kind, encoded), encoded.toHex());
        assertEquals(body, RecordCodec.decode(kind, encoded));
        Bytes signature = Samples.signed(kind).signature();
        assertEquals(Golden.hex("signature-" + kind, signature), signature.toHex());
    }

    @Test
    void aFieldOfALaterVersionDoesNoHarm() throws Malformed {
        Bytes body =
                Bytes.owning(
                        Bytes.concat(
                                RecordCodec.encode(sample(RecordKind.NODE)).toArray(),
                                new byte[] {(byte) 0xa2, 0x06, 0x01, 0x41}));
        assertEquals(sample(RecordKind.NODE), RecordCodec.decode(RecordKind.NODE, body));
    }

    @Test
    void bodiesOutsideTheirLimitsAreMalformed() throws Exception {
        Node node = Node.parseFrom(RecordCodec.encode(sample(RecordKind.NODE)).toArray());
        NodeInfo info =
                NodeInfo.parseFrom(RecordCodec.encode(sample(RecordKind.NODE_INFO)).toArray());
        Device device = Device.parseFrom(RecordCodec.encode(sample(RecordKind.DEVICE)).toArray());
        ByteString shortKey = ByteString.copyFrom(new byte[31]);
        malformed(RecordKind.NODE, node.toBuilder().setPublicKey(shortKey).build().toByteArray());
        malformed(RecordKind.NODE, node.toBuilder().setName("n".repeat(64)).build().toByteArray());
        malformed(RecordKind.NODE, node.toBuilder().setName("a\u001b[2J").build().toByteArray());
        malformed(RecordKind.NODE, node.toBuilder().addLabels("").build().toByteArray());
        malformed(
                RecordKind.NODE,
                node.toBuilder().addAllLabels(Collections.nCopies(16, "x")).build().toByteArray());
        malformed(RecordKind.NODE, node.toBuilder().setExpires(-1).build().toByteArray());
        malformed(RecordKind.NODE, node.toBuilder().setVersion(-1).build().toByteArray());
        malformed(
                RecordKind.NODE_INFO,
                info.toBuilder().addLocationKeys(shortKey).build().toByteArray());
        malformed(RecordKind.DEVICE, device.toBuilder().setNameKey(shortKey).build().toByteArray());
        malformed(RecordKind.DEVICE, new byte[] {0x0a});
        malformed(RecordKind.TOMBSTONE, new byte[0]);
    }

    private static void malformed(RecordKind kind, byte[] body) {
        assertThrows(Malformed.class, () -> RecordCodec.decode(kind, Bytes.copyOf(body)));
    }

    @Test
    void timesAreKeptInWholeSeconds() {
        Instant exact = Network.NOW.plusNanos(5);
        assertEquals(Network.NOW, Network.operatorBody(exact).expires());
    }

    /** Whatever comes in: a body or {@link Malformed}, and a body can be written again. */
    @Test
    void noBytesUpsetTheDecoder() {
        byte[][] corpus =
                Stream.concat(
                                Samples.bodies().values().stream().map(RecordCodec::encode),
                                Stream.of(Bytes.ofHex("0b0b0b")))
                        .map(Bytes::toArray)
                        .toArray(byte[][]::new);
        Fuzz.search(
                corpus,
                input -> {
                    for (RecordKind kind : RecordKind.values()) {
                        writesWhatItReads(kind, Bytes.copyOf(input));
                    }
                });
    }

    private static void writesWhatItReads(RecordKind kind, Bytes input) throws Malformed {
        RecordBody body;
        try {
            body = RecordCodec.decode(kind, input);
        } catch (Malformed e) {
            return;
        }
        assertEquals(body, RecordCodec.decode(kind, RecordCodec.encode(body)));
    }
}
