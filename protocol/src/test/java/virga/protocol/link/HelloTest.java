package virga.protocol.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import virga.protocol.Bytes;
import virga.protocol.Fuzz;
import virga.protocol.Golden;
import virga.protocol.Malformed;
import virga.protocol.record.RecordKind;
import virga.protocol.record.SignedRecord;

/** The payloads of HELLO and OPEN. */
final class HelloTest {
    private static final Bytes RANDOM = Bytes.ofHex("5a".repeat(32));
    private static final Hello HELLO =
            new Hello(
                    Optional.of(record(RecordKind.NODE, "0a01")),
                    Optional.of(record(RecordKind.OPERATOR_NODE, "0a02")),
                    RANDOM,
                    Instant.ofEpochMilli(1_795_000_000_123L),
                    7);
    private static final TunnelTarget TARGET = new TunnelTarget(Bytes.ofHex("c3".repeat(32)), 631);

    @Test
    void aHelloIsTheGoldenBytesAndReadsBackAlike() throws IOException, Malformed {
        Bytes bytes = Bytes.owning(HELLO.encode());
        assertEquals(Golden.hex("hello", bytes), bytes.toHex());
        assertEquals(Hello.WIRE_VERSION, Hello.wireVersion(Unpooled.wrappedBuffer(HELLO.encode())));
        assertEquals(HELLO, hello(HELLO.encode()));
        Hello stranger = new Hello(Optional.empty(), Optional.empty(), RANDOM, HELLO.time(), 0);
        assertEquals(stranger, hello(stranger.encode()));
    }

    @Test
    void anOpenIsTheGoldenBytesAndReadsBackAlike() throws IOException, Malformed {
        Bytes bytes = Bytes.owning(StreamTargets.encode(TARGET));
        assertEquals(Golden.hex("stream-open", bytes), bytes.toHex());
        assertEquals(Optional.of(TARGET), target(bytes.toArray()));
    }

    @Test
    void aFieldOfALaterVersionDoesNoHarm() throws Malformed {
        byte[] field = {(byte) 0xf8, 0x7f, 1};
        assertEquals(HELLO, hello(Bytes.concat(HELLO.encode(), field)));
        assertEquals(
                Optional.of(TARGET), target(Bytes.concat(StreamTargets.encode(TARGET), field)));
        assertEquals(Optional.empty(), target(field));
    }

    @Test
    void whatIsOutsideItsLimitsIsMalformed() {
        byte[] withoutRandom = {0, 1};
        assertThrows(Malformed.class, () -> hello(withoutRandom));
        byte[] withoutPort = {0x0a, 0};
        assertThrows(Malformed.class, () -> target(withoutPort));
    }

    @Test
    void noBytesUpsetTheDecoders() {
        byte[][] corpus = {HELLO.encode(), StreamTargets.encode(TARGET)};
        Fuzz.search(
                corpus,
                damaged -> {
                    if (damaged.length >= 2) {
                        malformedAtMost(() -> hello(damaged));
                    }
                    malformedAtMost(() -> target(damaged));
                });
    }

    private interface Decoding {
        Object run() throws Malformed;
    }

    private static void malformedAtMost(Decoding decoding) {
        try {
            decoding.run();
        } catch (Malformed e) {
            assertEquals(0, e.getStackTrace().length);
        }
    }

    private static Hello hello(byte[] payload) throws Malformed {
        return Hello.decode(Unpooled.wrappedBuffer(payload));
    }

    private static Optional<TunnelTarget> target(byte[] payload) throws Malformed {
        return StreamTargets.decode(Unpooled.wrappedBuffer(payload));
    }

    private static SignedRecord record(RecordKind kind, String body) {
        return new SignedRecord(kind, Bytes.ofHex(body), Bytes.ofHex("77".repeat(64)));
    }
}
