package virga.protocol.mux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class UnsentRoomTest {
    private final UnsentRoom room = new UnsentRoom();

    @Test
    void fewLinksHaveAsMuchAsTheyCanUse() {
        enter(128);
        assertEquals(UnsentRoom.LINK_MAX_BYTES, share());
    }

    @Test
    void manyLinksShareWhatThereIs() {
        for (int links = 128; links <= 4_096; links++) {
            enter(links == 128 ? 128 : 1);
            assertTrue((long) links * share() <= UnsentRoom.MAX_BYTES, "with " + links);
        }
    }

    @Test
    void linksThatAreOverLeaveTheirShareToTheOthers() {
        enter(1_000);
        for (int i = 0; i < 999; i++) {
            room.leave();
        }
        assertEquals(UnsentRoom.LINK_MAX_BYTES, share());
    }

    private void enter(int links) {
        for (int i = 0; i < links; i++) {
            room.enter();
        }
    }

    private int share() {
        return room.socketMaxBytes() + room.streamsMaxBytes();
    }
}
