package virga.protocol.mux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How much a peer may send, and when that grows and shrinks. */
final class ReceiveWindowTest {
    private static final int FLOOR = ReceiveWindow.FLOOR_BYTES;
    private static final int WINDOW = ReceiveWindow.INITIAL_BYTES;
    private static final int SHARED = MuxLimits.DEFAULT.sharedUnreadMaxBytes();
    private static final long RTT = 1_000_000;
    private static final long SLOW = 100 * ReceiveWindow.BRISK_NANOS;

    private final LinkBudget budget = new LinkBudget(SHARED, new UnreadRoom(UnreadRoom.MAX_BYTES));
    private final ReceiveWindow window = new ReceiveWindow(budget, 0);

    @Test
    void creditIsTheFloorUntilTheStreamIsOpen() {
        assertTrue(window.allows(FLOOR));
        assertFalse(window.allows(FLOOR + 1));
        assertEquals(WINDOW - FLOOR, window.open());
        assertTrue(window.allows(WINDOW));
        window.receive(WINDOW);
        assertFalse(window.allows(1));
    }

    @Test
    void smallConsumptionsAreNotWorthAFrame() {
        window.open();
        window.receive(WINDOW);
        assertEquals(0, window.consume(WINDOW / 4 - 1, 0, -1));
        assertEquals(WINDOW / 4, window.consume(1, 0, -1));
        assertEquals(WINDOW - WINDOW / 4, window.unconsumed());
    }

    @Test
    void fastReceiverDoublesItsWindowUpToTheMost() {
        window.open();
        for (int size = WINDOW; size < ReceiveWindow.MAX_BYTES; size *= 2) {
            window.receive(size);
            assertEquals(2 * size, window.consume(size, 0, RTT));
        }
        assertEquals(ReceiveWindow.MAX_BYTES, window.windowBytes());
        window.receive(ReceiveWindow.MAX_BYTES);
        assertEquals(ReceiveWindow.MAX_BYTES, window.consume(ReceiveWindow.MAX_BYTES, 0, RTT));
    }

    @Test
    void slowReceiverKeepsItsWindow() {
        window.open();
        window.receive(WINDOW);
        assertEquals(WINDOW, window.consume(WINDOW, 2 * RTT, RTT));
    }

    @Test
    void windowStaysWhereNoRoundTripIsKnown() {
        window.open();
        window.receive(WINDOW);
        assertEquals(WINDOW, window.consume(WINDOW, 0, -1));
    }

    @Test
    void moreConsumedThanReceivedIsOurBug() {
        window.receive(10);
        assertThrows(IllegalArgumentException.class, () -> window.consume(11, 0, RTT));
    }

    @Test
    void idleStreamsLeaveHalfOfTheRoomToBusyOnes() {
        openMany(MuxLimits.DEFAULT.streamsMax());
        assertTrue(budget.promised() <= SHARED / 2, "promised " + budget.promised());
        assertEquals(0, window.open());
        long nanos = 0;
        while (window.windowBytes() < WINDOW) {
            int before = window.windowBytes();
            window.receive(before);
            window.consume(before, nanos += ReceiveWindow.BRISK_NANOS / 2, -1);
            assertTrue(window.windowBytes() > before, "grows from " + before);
        }
    }

    @Test
    void trickleGrowsNoSmallWindow() {
        openMany(MuxLimits.DEFAULT.streamsMax());
        window.open();
        window.receive(FLOOR);
        assertEquals(FLOOR, window.consume(FLOOR, SLOW, RTT));
    }

    @Test
    void busyStreamsEndUpWithWindowsAlike() {
        for (int count : new int[] {8, 64, 500}) {
            LinkBudget shared = new LinkBudget(SHARED, new UnreadRoom(UnreadRoom.MAX_BYTES));
            List<ReceiveWindow> busy = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                busy.add(new ReceiveWindow(shared, 0));
                busy.getLast().open();
            }
            Random random = new Random(count);
            for (int i = 0; i < 200 * count; i++) {
                ReceiveWindow one = busy.get(random.nextInt(count));
                int bytes = one.windowBytes();
                one.receive(bytes);
                one.consume(bytes, 0, RTT);
            }
            int smallest = busy.stream().mapToInt(ReceiveWindow::windowBytes).min().orElse(0);
            int largest = busy.stream().mapToInt(ReceiveWindow::windowBytes).max().orElse(0);
            assertTrue(largest <= 1.2 * smallest, count + ": " + smallest + " to " + largest);
            assertTrue(smallest >= SHARED / (count + 2) / 2, count + ": " + smallest);
        }
    }

    @Test
    void peerThatEndedLeavesTheRoomThatItWillNotUse() {
        window.open();
        window.receive(10_000);
        window.end();
        assertEquals(10_000 - FLOOR, budget.promised());
        assertEquals(0, window.consume(9_000, 0, RTT));
        assertEquals(0, budget.promised());
        assertEquals(0, window.consume(1_000, 0, RTT));
        window.close();
        window.close();
        assertEquals(0, budget.promised());
    }

    @Test
    void roomIsNeverExceededAndAllComesBackWhateverStreamsDo() {
        for (long seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            List<ReceiveWindow> windows = openMany(200);
            for (int step = 0; step < 20_000; step++) {
                ReceiveWindow one = windows.get(random.nextInt(windows.size()));
                int room = one.windowBytes();
                while (room > 0 && !one.allows(room)) {
                    room /= 2;
                }
                one.receive(random.nextInt(room + 1));
                one.consume(random.nextInt(one.unconsumed() + 1), step * RTT / 10, RTT);
                assertTrue(budget.promised() <= SHARED, "seed " + seed);
                assertTrue(one.windowBytes() >= FLOOR, "seed " + seed);
            }
            windows.forEach(ReceiveWindow::close);
            assertEquals(0, budget.promised(), "seed " + seed);
        }
    }

    @Test
    void linksOfANodeTogetherPromiseNoMoreThanItsRoom() {
        UnreadRoom node = new UnreadRoom(SHARED);
        List<ReceiveWindow> greedy = new ArrayList<>();
        for (int link = 0; link < 20; link++) {
            LinkBudget own = new LinkBudget(SHARED, node);
            for (int stream = 0; stream < 10; stream++) {
                ReceiveWindow one = new ReceiveWindow(own, 0);
                greedy.add(one);
                one.open();
                for (int round = 0; round < 20; round++) {
                    int bytes = one.windowBytes();
                    one.receive(bytes);
                    one.consume(bytes, 0, RTT);
                }
                assertTrue(node.promisedBytes() <= SHARED, "promised " + node.promisedBytes());
                assertTrue(one.windowBytes() >= FLOOR);
            }
        }
        assertTrue(node.promisedBytes() > SHARED / 2, "the room is used");
        greedy.forEach(ReceiveWindow::close);
        assertEquals(0, node.promisedBytes());
    }

    private List<ReceiveWindow> openMany(int count) {
        List<ReceiveWindow> windows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            windows.add(new ReceiveWindow(budget, 0));
            windows.getLast().open();
        }
        return windows;
    }
}
