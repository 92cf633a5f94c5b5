package virga.protocol.mux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a slow, greedy or hostile peer can make the other side hold. */
final class MuxBoundsTest {
    private static final int MEGABYTE = 1024 * 1024;

    @Test
    void receiverThatConsumesNothingStopsTheSenderAtItsWindow() {
        try (MuxPair pair = pair(MuxLimits.DEFAULT)) {
            Recorder asker = new Recorder(new Random(1), 100L * MEGABYTE);
            Recorder acceptor = Recorder.silent();
            acceptor.consumes = false;
            accept(pair, acceptor);
            pair.asker.open(asker);
            pair.settle();
            assertEquals(ReceiveWindow.INITIAL_BYTES, acceptor.receivedBytes);
            assertFalse(asker.stream().writable());
            acceptor.consumeAll();
            pair.settle();
            assertEquals(2L * ReceiveWindow.INITIAL_BYTES, acceptor.receivedBytes);
        }
    }

    @Test
    void socketIsHandedLittleMoreThanItsShare() {
        try (MuxPair pair = pair(MuxLimits.DEFAULT)) {
            pair.acceptor.answerer = (target, stream) -> stream.accept(Recorder.silent());
            for (int i = 0; i < 16; i++) {
                pair.asker.open(new Recorder(new Random(i), 10L * MEGABYTE));
            }
            pair.asker.socketTakesBytes = false;
            pair.settle();
            pair.asker.socketTakesBytes = true;
            pair.asker.mux.pump();
            int oneFrame = FrameType.DATA.lengthMaxBytes() + FrameReader.HEADER_LENGTH_BYTES;
            assertTrue(pair.asker.wireBytes >= MuxSide.SOCKET_BYTES);
            assertTrue(pair.asker.wireBytesMost < MuxSide.SOCKET_BYTES + oneFrame);
        }
    }

    @Test
    void streamsTakeTurnsFrameByFrame() {
        try (MuxPair pair = pair(MuxLimits.DEFAULT)) {
            List<Recorder> acceptors = new ArrayList<>();
            pair.acceptor.answerer =
                    (target, stream) -> {
                        Recorder acceptor = Recorder.silent();
                        acceptor.consumes = false;
                        acceptors.add(acceptor);
                        acceptor.acceptedAs(stream.accept(acceptor));
                    };
            for (int i = 0; i < 4; i++) {
                pair.asker.open(new Recorder(new Random(i), MEGABYTE));
            }
            pair.settle();
            for (Recorder acceptor : acceptors) {
                assertEquals(ReceiveWindow.INITIAL_BYTES, acceptor.receivedBytes);
            }
        }
    }

    @Test
    void peerThatSendsBeyondItsCreditIsAFault() {
        try (MuxPair pair = pair(MuxLimits.DEFAULT)) {
            Recorder acceptor = Recorder.silent();
            acceptor.consumes = false;
            accept(pair, acceptor);
            pair.asker.open(Recorder.silent());
            pair.settle();
            for (int i = 0; i < ReceiveWindow.INITIAL_BYTES / 65536; i++) {
                assertEquals(FrameFault.NONE, pair.acceptor.receive(data(1, 65536)));
            }
            assertEquals(FrameFault.CREDIT_EXCEEDED, pair.acceptor.receive(data(1, 1)));
        }
    }

    @Test
    void creditWithoutEndIsAFault() {
        try (MuxPair pair = pair(MuxLimits.DEFAULT)) {
            accept(pair, Recorder.silent());
            pair.asker.open(Recorder.silent());
            pair.settle();
            ByteBuf credit = FrameWriter.number(pair.alloc, FrameType.CREDIT, 1, Integer.MAX_VALUE);
            assertEquals(FrameFault.CREDIT_OVERFLOW, pair.acceptor.receive(credit));
        }
    }

    @Test
    void streamThatWouldFillTheLinksRoomIsReset() {
        MuxLimits limits = new MuxLimits(16, 16, 2 * ReceiveWindow.INITIAL_BYTES);
        try (MuxPair pair = pair(limits)) {
            List<Recorder> acceptors = new ArrayList<>();
            pair.acceptor.answerer =
                    (target, stream) -> {
                        Recorder acceptor = Recorder.silent();
                        acceptor.consumes = false;
                        acceptors.add(acceptor);
                        acceptor.acceptedAs(stream.accept(acceptor));
                    };
            List<Recorder> askers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                askers.add(new Recorder(new Random(i), MEGABYTE));
                pair.asker.open(askers.getLast());
                pair.settle();
            }
            assertEquals(List.of("reset LIMIT"), acceptors.getLast().events);
            assertEquals(List.of("opened", "reset LIMIT"), askers.getLast().events);
            assertEquals(limits.unconsumedMaxBytes(), pair.acceptor.mux.unconsumedBytes());
            acceptors.getFirst().stream().reset(ResetCode.UNSPECIFIED);
            assertEquals(ReceiveWindow.INITIAL_BYTES, pair.acceptor.mux.unconsumedBytes());
        }
    }

    @Test
    void openBeyondTheLimitIsRefused() {
        try (MuxPair pair = pair(new MuxLimits(4, 4, MEGABYTE))) {
            pair.acceptor.answerer = (target, stream) -> stream.accept(Recorder.silent());
            FrameFault fault = FrameFault.NONE;
            for (int id = 1; id <= 5; id++) {
                fault = pair.acceptor.receive(open(id));
            }
            assertEquals(FrameFault.NONE, fault);
            assertEquals(4, pair.acceptor.mux.size());
        }
    }

    @Test
    void askingAndResettingInAHurryWinsNothing() {
        try (MuxPair pair = pair(new MuxLimits(100, 10, MEGABYTE))) {
            List<IncomingStream> asked = new ArrayList<>();
            pair.acceptor.answerer = (target, stream) -> asked.add(stream);
            for (int id = 1; id <= 1000; id++) {
                pair.acceptor.receive(open(id));
                pair.acceptor.receive(FrameWriter.number(pair.alloc, FrameType.RESET, id, 0));
            }
            assertEquals(10, asked.size());
            assertFalse(asked.getFirst().waiting());
            asked.getFirst().refuse(StreamRefusal.NO_ANSWER);
            assertThrows(
                    IllegalStateException.class,
                    () -> asked.getFirst().refuse(StreamRefusal.NO_ANSWER));
            pair.acceptor.receive(open(1001));
            pair.acceptor.receive(open(1002));
            assertEquals(11, asked.size());
        }
    }

    @Test
    void askerHearsOfItsOwnLimitLater() {
        try (MuxPair pair = pair(new MuxLimits(1, 1, MEGABYTE))) {
            pair.asker.open(Recorder.silent());
            Recorder second = Recorder.silent();
            pair.asker.open(second);
            assertEquals(List.of(), second.events);
            pair.asker.runLater();
            assertEquals(List.of("refused LIMIT"), second.events);
        }
    }

    static ByteBuf open(int id) {
        return Unpooled.wrappedBuffer(
                FrameWriter.header(UnpooledByteBufAllocator.DEFAULT, FrameType.OPEN, id, 1),
                Unpooled.wrappedBuffer(new byte[1]));
    }

    static ByteBuf data(int id, int length) {
        return Unpooled.wrappedBuffer(
                FrameWriter.header(UnpooledByteBufAllocator.DEFAULT, FrameType.DATA, id, length),
                Unpooled.wrappedBuffer(new byte[length]));
    }

    private static MuxPair pair(MuxLimits limits) {
        return new MuxPair(new Random(42), 20_000, limits);
    }

    private static void accept(MuxPair pair, Recorder recorder) {
        pair.acceptor.answerer = (target, stream) -> recorder.acceptedAs(stream.accept(recorder));
    }
}
