package virga.protocol.mux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** How much a peer may send, and when that grows. */
final class ReceiveWindowTest {
    private static final int WINDOW = ReceiveWindow.INITIAL_BYTES;
    private static final long RTT = 1_000_000;

    private final ReceiveWindow window = new ReceiveWindow(0);

    @Test
    void creditIsTheInitialWindow() {
        assertTrue(window.allows(WINDOW));
        assertFalse(window.allows(WINDOW + 1));
        window.receive(WINDOW);
        assertFalse(window.allows(1));
    }

    @Test
    void smallConsumptionsAreNotWorthAFrame() {
        window.receive(WINDOW);
        assertEquals(0, window.consume(WINDOW / 4 - 1, 0, -1, true));
        assertEquals(WINDOW / 4, window.consume(1, 0, -1, true));
        assertEquals(WINDOW - WINDOW / 4, window.unconsumed());
    }

    @Test
    void fastReceiverDoublesItsWindowUpToTheMost() {
        for (int size = WINDOW; size < ReceiveWindow.MAX_BYTES; size *= 2) {
            window.receive(size);
            assertEquals(2 * size, window.consume(size, 0, RTT, true));
        }
        assertEquals(ReceiveWindow.MAX_BYTES, window.windowBytes());
        window.receive(ReceiveWindow.MAX_BYTES);
        assertEquals(
                ReceiveWindow.MAX_BYTES, window.consume(ReceiveWindow.MAX_BYTES, 0, RTT, true));
    }

    @Test
    void slowReceiverKeepsItsWindow() {
        window.receive(WINDOW);
        assertEquals(WINDOW, window.consume(WINDOW, 2 * RTT, RTT, true));
    }

    @Test
    void windowStaysWhereTheLinkHasNoRoomOrNoRoundTripIsKnown() {
        window.receive(WINDOW);
        assertEquals(WINDOW, window.consume(WINDOW, 0, RTT, false));
        window.receive(WINDOW);
        assertEquals(WINDOW, window.consume(WINDOW, 0, -1, true));
    }

    @Test
    void moreConsumedThanReceivedIsOurBug() {
        window.receive(10);
        assertThrows(IllegalArgumentException.class, () -> window.consume(11, 0, RTT, true));
    }
}
