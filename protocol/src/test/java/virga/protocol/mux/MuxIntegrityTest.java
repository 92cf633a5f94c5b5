package virga.protocol.mux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What goes in on one side comes out on the other, whole and in order. */
final class MuxIntegrityTest {
    private static final int STREAMS = 8;

    @Test
    void eightStreamsBothWaysArriveUnchanged() {
        for (long seed = 1; seed <= 5; seed++) {
            Random random = new Random(seed);
            List<Recorder> askers = new ArrayList<>();
            List<Recorder> acceptors = new ArrayList<>();
            try (MuxPair pair = new MuxPair(random, 70_000, MuxLimits.DEFAULT)) {
                pair.acceptor.answerer =
                        (target, stream) -> {
                            Recorder recorder = new Recorder(random, random.nextInt(3_000_000));
                            acceptors.add(recorder);
                            recorder.acceptedAs(stream.accept(recorder));
                        };
                for (int i = 0; i < STREAMS; i++) {
                    Recorder recorder = new Recorder(random, random.nextInt(3_000_000));
                    askers.add(recorder);
                    pair.asker.open(recorder);
                }
                pair.settle();
                for (int i = 0; i < STREAMS; i++) {
                    assertWhole(seed, askers.get(i), acceptors.get(i));
                }
                assertEquals(0, pair.asker.mux.size() + pair.acceptor.mux.size());
            }
        }
    }

    @Test
    void endOfStreamIsWholeTwoHundredTimesWithHalfClosesBothWays() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            boolean askerEndsFirst = seed % 2 == 0;
            try (MuxPair pair = new MuxPair(random, 5_000, MuxLimits.DEFAULT)) {
                Recorder asker = new Recorder(random, askerEndsFirst ? 400_000 : -1);
                Recorder acceptor = new Recorder(random, askerEndsFirst ? -1 : 400_000);
                (askerEndsFirst ? acceptor : asker).endsAfterPeer = true;
                pair.acceptor.answerer =
                        (target, stream) -> acceptor.acceptedAs(stream.accept(acceptor));
                pair.asker.open(asker);
                pair.settle();
                assertWhole(seed, asker, acceptor);
                assertEquals(400_000, asker.receivedBytes + acceptor.receivedBytes);
                assertEquals(0, pair.asker.mux.size() + pair.acceptor.mux.size());
            }
        }
    }

    @Test
    void sideThatEndedStillReceives() {
        try (MuxPair pair = new MuxPair(new Random(7), 1_000, MuxLimits.DEFAULT)) {
            Recorder asker = new Recorder(new Random(8), 0);
            Recorder acceptor = Recorder.silent();
            pair.acceptor.answerer =
                    (target, stream) -> acceptor.acceptedAs(stream.accept(acceptor));
            pair.asker.open(asker);
            pair.settle();
            assertEquals(List.of("end"), acceptor.events);
            acceptor.stream().write(Unpooled.wrappedBuffer(new byte[60_000]));
            acceptor.stream().end();
            pair.settle();
            assertEquals(60_000, asker.receivedBytes);
            assertEquals(List.of("opened", "end"), asker.events);
        }
    }

    private static void assertWhole(long seed, Recorder asker, Recorder acceptor) {
        String where = "seed " + seed;
        assertEquals(List.of("opened", "end"), asker.events, where);
        assertEquals(List.of("end"), acceptor.events, where);
        assertEquals(Recorder.hex(asker.sent), Recorder.hex(acceptor.received), where);
        assertEquals(Recorder.hex(acceptor.sent), Recorder.hex(asker.received), where);
    }
}
