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
    private static final int FLOOR = ReceiveWindow.FLOOR_BYTES;

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
            assertEquals(0, asker.stream().takesBytes());
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
    void streamOfAReceiverThatConsumesNothingHoldsNothing() {
        try (MuxPair pair = pair(MuxLimits.DEFAULT)) {
            stalledAcceptors(pair);
            for (int i = 0; i < 100; i++) {
                pair.asker.open(new Recorder(new Random(i), MEGABYTE));
            }
            pair.settle();
            assertEquals(0, pair.asker.mux.room().queuedBytes());
        }
    }

    @Test
    void allStreamsOfALinkThatIsNotReadHoldNoMoreThanItsRoomAndAllGoOnAfterwards() {
        try (MuxPair pair = pair(MuxLimits.DEFAULT)) {
            List<Recorder> acceptors = stalledAcceptors(pair);
            List<Recorder> askers = new ArrayList<>();
            for (int i = 0; i < 2_000; i++) {
                askers.add(new Recorder(new Random(i), 20_000));
                pair.asker.open(askers.getLast());
            }
            pair.asker.socketTakesBytes = false;
            pair.settle();
            long held = pair.asker.mux.room().queuedBytes();
            assertTrue(held > MuxSide.STREAMS_BYTES / 2 && held <= MuxSide.STREAMS_BYTES);
            askers.stream().limit(500).forEach(one -> one.stream().reset(ResetCode.UNSPECIFIED));
            pair.asker.socketTakesBytes = true;
            acceptors.forEach(MuxBoundsTest::consumeFromNowOn);
            pair.settle();
            assertEquals(0, pair.asker.mux.room().queuedBytes());
            for (Recorder asker : askers.subList(500, askers.size())) {
                assertTrue(asker.saidAll());
            }
        }
    }

    @Test
    void streamsTakeTurnsFrameByFrame() {
        try (MuxPair pair = pair(MuxLimits.DEFAULT)) {
            List<Recorder> acceptors = stalledAcceptors(pair);
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
    void tenThousandStalledStreamsAreNeverReset() {
        try (MuxPair pair = pair(MuxLimits.DEFAULT)) {
            List<Recorder> acceptors = stalledAcceptors(pair);
            List<Recorder> askers = new ArrayList<>();
            Random random = new Random(3);
            for (int i = 0; i < 10_000; i++) {
                // The first would fill the link's room many times over.
                askers.add(new Recorder(random, i < 300 ? MEGABYTE / 2 : 3_000));
                pair.asker.open(askers.getLast());
            }
            pair.settle();
            long held = acceptors.stream().mapToLong(acceptor -> acceptor.receivedBytes).sum();
            MuxLimits limits = MuxLimits.DEFAULT;
            assertTrue(held <= limits.sharedUnreadMaxBytes() + 10_000L * FLOOR, "held " + held);
            acceptors.forEach(MuxBoundsTest::consumeFromNowOn);
            pair.settle();
            for (int i = 0; i < askers.size(); i++) {
                assertEquals(List.of("opened"), askers.get(i).events);
                assertEquals(List.of("end"), acceptors.get(i).events);
                assertEquals(i < 300 ? MEGABYTE / 2 : 3_000, acceptors.get(i).receivedBytes);
            }
        }
    }

    @Test
    void bytesOfStalledStreamsNeverKeepTheOthersFromTheRoom() {
        try (MuxPair pair = pair(MuxLimits.DEFAULT)) {
            List<Recorder> acceptors = stalledAcceptors(pair);
            List<Recorder> stalled = new ArrayList<>();
            for (int i = 0; i < 3_000; i++) {
                stalled.add(Recorder.silent());
                pair.asker.open(stalled.getLast());
            }
            pair.settle();
            stalled.forEach(one -> useUpCredit(pair, one.stream()));
            assertEquals(0, pair.asker.mux.room().queuedBytes());
            Recorder busy = new Recorder(new Random(1), MEGABYTE);
            pair.asker.open(busy);
            pair.settle();
            consumeFromNowOn(acceptors.getLast());
            pair.settle();
            assertTrue(busy.saidAll());
        }
    }

    /**
     * As a socket is read that has little more than the credit: a read takes 512 bytes at least.
     */
    private static void useUpCredit(MuxPair pair, MuxStream stream) {
        int room = stream.takesBytes();
        while (room > 100) {
            stream.write(Unpooled.wrappedBuffer(new byte[room - 100]));
            pair.settle();
            room = stream.takesBytes();
        }
        if (room > 0) {
            stream.write(Unpooled.wrappedBuffer(new byte[512]));
            pair.settle();
        }
    }

    @Test
    void streamsThatAreOverTakeNoRoom() {
        try (MuxPair pair = pair(MuxLimits.DEFAULT)) {
            List<Recorder> acceptors = stalledAcceptors(pair);
            for (int i = 0; i < 4; i++) {
                pair.asker.open(new Recorder(new Random(i), MEGABYTE));
            }
            pair.settle();
            assertEquals(4 * (ReceiveWindow.INITIAL_BYTES - FLOOR), promised(pair.acceptor));
            acceptors.getFirst().stream().reset(ResetCode.UNSPECIFIED);
            assertEquals(3 * (ReceiveWindow.INITIAL_BYTES - FLOOR), promised(pair.acceptor));
            pair.asker.mux.close();
            pair.acceptor.mux.close();
            assertEquals(0, promised(pair.acceptor));
            assertEquals(0, promised(pair.asker));
        }
    }

    @Test
    void handlersThatResetOtherStreamsOfAnEndingLinkGiveRoomBackOnce() {
        try (MuxPair pair = pair(MuxLimits.DEFAULT)) {
            List<Recorder> acceptors = stalledAcceptors(pair);
            for (int i = 0; i < 3; i++) {
                pair.asker.open(new Recorder(new Random(i), MEGABYTE));
            }
            pair.settle();
            for (Recorder acceptor : acceptors) {
                acceptor.atReset =
                        () -> acceptors.forEach(one -> one.stream().reset(ResetCode.UNSPECIFIED));
            }
            pair.acceptor.mux.close();
            assertEquals(0, promised(pair.acceptor));
            List<List<String>> heard = acceptors.stream().map(one -> one.events).toList();
            assertEquals(1, heard.stream().filter(List.of("reset LINK_LOST")::equals).count());
            assertEquals(2, heard.stream().filter(List::isEmpty).count());
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

    /** Streams that are accepted and read nothing, in their order. */
    private static List<Recorder> stalledAcceptors(MuxPair pair) {
        List<Recorder> acceptors = new ArrayList<>();
        pair.acceptor.answerer =
                (target, stream) -> {
                    Recorder acceptor = Recorder.silent();
                    acceptor.consumes = false;
                    acceptors.add(acceptor);
                    acceptor.acceptedAs(stream.accept(acceptor));
                };
        return acceptors;
    }

    private static void consumeFromNowOn(Recorder acceptor) {
        acceptor.consumes = true;
        acceptor.consumeAll();
    }

    private static int promised(MuxSide side) {
        return side.mux.budget().promised();
    }

    private static void accept(MuxPair pair, Recorder recorder) {
        pair.acceptor.answerer = (target, stream) -> recorder.acceptedAs(stream.accept(recorder));
    }
}
