package virga.protocol.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import virga.protocol.identity.DomainId;

/** Bytes that wait on all links of a node. */
final class SharedRoomTest {
    private static final int MEGABYTE = 1024 * 1024;

    private static final Optional<DomainId> HERE = Optional.of(new DomainId(1));
    private static final Optional<DomainId> ELSEWHERE = Optional.of(new DomainId(2));

    private final SharedRoom room = new SharedRoom(64 * MEGABYTE);

    @Test
    void oneLinkHoldsNoMoreThanItsPart() {
        SharedRoom.Part part = room.part(4 * MEGABYTE, HERE);
        assertTrue(part.take(4 * MEGABYTE));
        assertFalse(part.take(1));
        part.giveBack(100);
        assertTrue(part.take(100));
        assertEquals(4 * MEGABYTE, part.heldBytes());
    }

    @Test
    void linksThatDoNotMoveLeaveRoomToOthers() {
        long taken = 0;
        for (int i = 0; i < 60; i++) {
            SharedRoom.Part stuck = room.part(4 * MEGABYTE, HERE);
            for (int bytes = 4 * MEGABYTE; bytes > 0; bytes /= 2) {
                taken += stuck.take(bytes) ? bytes : 0;
            }
        }
        assertEquals(taken, room.takenBytes());
        assertTrue(
                taken > 30 * MEGABYTE && taken <= 32 * MEGABYTE + 60 * SharedRoom.FLOOR_BYTES,
                "taken " + taken);
        assertTrue(room.part(4 * MEGABYTE, HERE).take(16 * 1024));
    }

    @Test
    void linksThatDoNotMoveNeverSilenceTheOthersHoweverManyTheyAre() {
        for (int i = 0; i < 500; i++) {
            SharedRoom.Part stuck = room.part(4 * MEGABYTE, HERE);
            for (int bytes = 4 * MEGABYTE; bytes > 0; bytes /= 2) {
                stuck.take(bytes);
            }
        }
        assertTrue(room.takenBytes() < 32 * MEGABYTE + 500 * SharedRoom.FLOOR_BYTES);
        SharedRoom.Part honest = room.part(4 * MEGABYTE, HERE);
        assertTrue(honest.take(SharedRoom.FLOOR_BYTES));
        assertFalse(honest.take(1));
        honest.giveBack(SharedRoom.FLOOR_BYTES);
        assertTrue(honest.take(256));
    }

    @Test
    void domainWhoseLinksDoNotMoveLeavesHalfToOthers() {
        for (int i = 0; i < 500; i++) {
            SharedRoom.Part stuck = room.part(4 * MEGABYTE, ELSEWHERE);
            for (int bytes = 4 * MEGABYTE; bytes > 0; bytes /= 2) {
                stuck.take(bytes);
            }
        }
        SharedRoom.Part page = room.part(4 * MEGABYTE, HERE);
        assertTrue(page.take(MEGABYTE));
        assertFalse(room.part(4 * MEGABYTE, ELSEWHERE).take(96 * 1024));
    }

    @Test
    void linkHoldsWhatItIsSaidToHold() {
        SharedRoom.Part part = room.part(1_000_000, HERE);
        assertTrue(part.hold(900_000));
        assertTrue(part.hold(300_000));
        assertEquals(300_000, room.takenBytes());
        assertFalse(part.hold(1_000_001));
        assertTrue(part.hold(0));
        assertEquals(0, room.takenBytes());
    }

    @Test
    void linkThatIsOverGivesAllBackOnce() {
        SharedRoom.Part part = room.part(4 * MEGABYTE, HERE);
        SharedRoom.Part other = room.part(4 * MEGABYTE, HERE);
        assertTrue(part.take(1_000) && other.take(500));
        part.close();
        part.close();
        assertEquals(500, room.takenBytes());
        part.giveBack(1_000);
        assertFalse(part.take(1));
        assertEquals(500, room.takenBytes());
        assertEquals(0, part.heldBytes());
    }

    @Test
    void manyThreadsNeverLoseAByte() throws InterruptedException {
        for (int round = 0; round < 50; round++) {
            SharedRoom.Part part = room.part(10_000, HERE);
            CountDownLatch begin = new CountDownLatch(1);
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Random random = new Random(round * 4L + i);
                threads.add(Thread.ofPlatform().start(() -> takeAndGiveBack(part, random, begin)));
            }
            begin.countDown();
            part.take(1_000);
            if (round % 2 == 0) {
                part.close();
            }
            for (Thread thread : threads) {
                thread.join();
            }
            part.close();
            assertEquals(0, room.takenBytes(), "round " + round);
        }
    }

    private static void takeAndGiveBack(SharedRoom.Part part, Random random, CountDownLatch begin) {
        try {
            begin.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (int step = 0; step < 1_000; step++) {
            int bytes = random.nextInt(6_000);
            if (part.take(bytes)) {
                part.giveBack(bytes);
            }
        }
    }
}
