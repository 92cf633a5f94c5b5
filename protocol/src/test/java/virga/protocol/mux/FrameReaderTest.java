package virga.protocol.mux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import virga.protocol.Bytes;
import virga.protocol.Fuzz;

/** Frames from bytes, however they come. */
final class FrameReaderTest {
    private static final int FRAMES = 7;

    private final UnpooledByteBufAllocator alloc = new UnpooledByteBufAllocator(false);
    private final List<String> heard = new ArrayList<>();

    private final FrameSink sink =
            new FrameSink() {
                @Override
                public boolean expects(FrameType type) {
                    return type != FrameType.HELLO;
                }

                @Override
                public FrameFault onFrame(FrameType type, int stream, ByteBuf payload) {
                    heard.add(type + " " + stream + " " + ByteBufUtil.hexDump(payload));
                    payload.release();
                    return FrameFault.NONE;
                }

                @Override
                public FrameFault onData(int stream, ByteBuf bytes) {
                    heard.add("DATA " + stream + " " + ByteBufUtil.hexDump(bytes));
                    bytes.release();
                    return FrameFault.NONE;
                }
            };

    @Test
    void framesTornAtEveryByteAreTheSame() {
        byte[] bytes = severalFrames();
        assertEquals(FrameFault.NONE, read(bytes));
        List<String> whole = List.copyOf(heard);
        assertEquals(FRAMES, whole.size());
        for (int cut = 1; cut < bytes.length; cut++) {
            heard.clear();
            FrameReader reader = new FrameReader(sink, alloc);
            reader.read(Unpooled.wrappedBuffer(bytes, 0, cut));
            reader.read(Unpooled.wrappedBuffer(bytes, cut, bytes.length - cut));
            assertEquals(String.join("", joined(whole)), String.join("", joined(heard)));
        }
        assertEquals(0, alloc.metric().usedHeapMemory());
    }

    @Test
    void tornFrameIsGivenBackWhenTheReaderCloses() {
        FrameReader reader = new FrameReader(sink, alloc);
        reader.read(Unpooled.wrappedBuffer(frame(1, 0, 1000), 0, 500));
        assertTrue(alloc.metric().usedHeapMemory() > 0);
        reader.close();
        assertEquals(0, alloc.metric().usedHeapMemory());
        assertEquals(FrameFault.NONE, reader.read(Unpooled.wrappedBuffer(new byte[20])));
        assertEquals(0, alloc.metric().usedHeapMemory());
    }

    @Test
    void smallPieceDoesNotKeepTheLargeBufferThatItCameIn() {
        List<ByteBuf> held = new ArrayList<>();
        FrameReader reader = new FrameReader(holding(held), alloc);
        for (int i = 0; i < 100; i++) {
            ByteBuf read = alloc.buffer(64 * 1024);
            read.writeBytes(frame(4, 1, 1)).writeBytes(frame(64, 0, 60_000));
            assertEquals(FrameFault.NONE, reader.read(read));
            read.release();
        }
        assertEquals(100, held.size());
        assertEquals(100, alloc.metric().usedHeapMemory());
        held.forEach(ByteBuf::release);
    }

    /** Keeps the bytes of streams, as one does that nobody reads. */
    private FrameSink holding(List<ByteBuf> held) {
        return new FrameSink() {
            @Override
            public boolean expects(FrameType type) {
                return sink.expects(type);
            }

            @Override
            public FrameFault onFrame(FrameType type, int stream, ByteBuf payload) {
                return sink.onFrame(type, stream, payload);
            }

            @Override
            public FrameFault onData(int stream, ByteBuf bytes) {
                held.add(bytes);
                return FrameFault.NONE;
            }
        };
    }

    @Test
    void everyTypeBoundsItsLength() {
        for (FrameType type : FrameType.values()) {
            int stream = type.onStream() ? 1 : 0;
            heard.clear();
            byte[] tooLong = header(type.number(), stream, type.lengthMaxBytes() + 1);
            assertEquals(FrameFault.WRONG_LENGTH, read(tooLong), type.name());
            assertEquals(List.of(), heard);
        }
        assertEquals(FrameFault.WRONG_LENGTH, read(header(4, 1, 0)));
        assertEquals(FrameFault.WRONG_LENGTH, read(header(5, 1, 3)));
        assertEquals(FrameFault.WRONG_LENGTH, read(header(8, 0, 7)));
    }

    @Test
    void streamsAndTheLinkAreNotMixedUp() {
        assertEquals(FrameFault.WRONG_STREAM, read(header(4, 0, 1)));
        assertEquals(FrameFault.WRONG_STREAM, read(header(4, -1, 1)));
        assertEquals(FrameFault.WRONG_STREAM, read(header(1, 1, 100)));
    }

    @Test
    void unknownTypesAreFaultsBelowSixtyFourAndSkippedFromThere() {
        assertEquals(FrameFault.UNKNOWN_TYPE, read(header(11, 0, 0)));
        assertEquals(FrameFault.UNKNOWN_TYPE, read(header(63, 0, 0)));
        assertEquals(FrameFault.WRONG_LENGTH, read(header(64, 0, 65537)));
        assertEquals(FrameFault.NONE, read(frame(64, 5, 65536), frame(8, 0, 8)));
        assertEquals(List.of("PROBE 0 0000000000000000"), heard);
    }

    @Test
    void frameThatMayNotComeNowIsAFaultAtItsHeader() {
        assertEquals(FrameFault.UNEXPECTED, read(header(0, 0, 40_000)));
        assertEquals(0, alloc.metric().usedHeapMemory());
    }

    @Test
    void noiseNeverThrowsNorLeaks() {
        Fuzz.search(
                random -> {
                    byte[] noise = new byte[random.nextInt(200)];
                    random.nextBytes(noise);
                    for (int at = 0; at + 8 <= noise.length; at += 40) {
                        noise[at] = 0;
                        noise[at + 1] = 0;
                        noise[at + 3] = (byte) (noise[at + 3] % 12);
                    }
                    heard.clear();
                    read(noise);
                });
        assertEquals(0, alloc.metric().usedHeapMemory());
    }

    @Test
    void damagedFramesNeverThrowNorLeak() {
        byte[][] corpus = {severalFrames(), Arrays.copyOf(severalFrames(), 40)};
        Fuzz.search(
                corpus,
                damaged -> {
                    heard.clear();
                    read(damaged);
                });
        assertEquals(0, alloc.metric().usedHeapMemory());
    }

    @Test
    void multiplexerTakesAnyFramesWithoutThrowingOrLeaking() {
        Fuzz.search(FrameReaderTest::anyFrames);
    }

    private static void anyFrames(RandomGenerator random) {
        try (MuxPair pair = new MuxPair(random, 100, MuxLimits.DEFAULT)) {
            MuxSide side = random.nextBoolean() ? pair.acceptor : pair.asker;
            side.answerer =
                    (target, stream) -> {
                        Recorder recorder = Recorder.silent();
                        recorder.stream = stream.accept(recorder);
                    };
            pair.asker.open(new Recorder(random, 1000));
            FrameFault fault = FrameFault.NONE;
            for (int i = 0; i < 20 && fault == FrameFault.NONE; i++) {
                byte[] frame = frame(2 + random.nextInt(6), 1 + random.nextInt(3), payload(random));
                fault = side.receive(Unpooled.wrappedBuffer(frame));
            }
            side.runLater();
            side.mux.pump();
            int unpromised =
                    MuxLimits.DEFAULT.sharedUnreadMaxBytes() - side.mux.budget().promised();
            assertTrue(unpromised >= 0);
            side.mux.close();
            assertEquals(0, side.mux.budget().promised());
        }
    }

    private static int payload(RandomGenerator random) {
        int[] lengths = {0, 1, 4, 8};
        return lengths[random.nextInt(lengths.length)];
    }

    private FrameFault read(byte[]... parts) {
        FrameReader reader = new FrameReader(sink, alloc);
        FrameFault fault = FrameFault.NONE;
        for (byte[] part : parts) {
            fault = reader.read(Unpooled.wrappedBuffer(part));
        }
        reader.close();
        return fault;
    }

    /** DATA comes in pieces; with what belongs together joined, a torn stream reads as a whole. */
    private static List<String> joined(List<String> frames) {
        List<String> joined = new ArrayList<>();
        String data = "DATA 3 ";
        for (String frame : frames) {
            boolean goesOn =
                    frame.startsWith(data)
                            && !joined.isEmpty()
                            && joined.getLast().startsWith(data);
            if (goesOn) {
                joined.add(joined.removeLast() + frame.substring(data.length()));
            } else {
                joined.add(frame);
            }
        }
        return joined;
    }

    private static byte[] severalFrames() {
        return Bytes.concat(
                frame(2, 3, 20),
                frame(4, 3, 50),
                frame(5, 3, 4),
                frame(70, 9, 33),
                frame(6, 3, 0),
                frame(1, 0, 90),
                frame(8, 0, 8),
                frame(10, 0, 0));
    }

    private static byte[] frame(int type, int stream, int length) {
        byte[] frame = Arrays.copyOf(header(type, stream, length), 8 + length);
        for (int i = 8; i < frame.length && length != 8; i++) {
            frame[i] = (byte) i;
        }
        return frame;
    }

    private static byte[] header(int type, int stream, int length) {
        return ByteBufUtil.getBytes(
                Unpooled.buffer().writeMedium(length).writeByte(type).writeInt(stream));
    }
}
