package virga.tunnel.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import virga.protocol.Bytes;

class DeviceReviewTest {
    private static final Bytes PRINTER = key(1);
    private static final Instant START = Instant.ofEpochSecond(1_000_000);

    private final DeviceReview review = new DeviceReview(new Random(1));

    private static Bytes key(int number) {
        byte[] key = new byte[32];
        key[0] = (byte) number;
        key[1] = (byte) (number >> 8);
        return Bytes.owning(key);
    }

    private List<Bytes> due(Map<Bytes, Instant> inUse, long afterSeconds) {
        return review.due(inUse, START.plusSeconds(afterSeconds));
    }

    @Test
    void deviceInUseIsLookedUpOncePerWaitHoweverOftenItIsAsked() {
        Map<Bytes, Instant> inUse = Map.of(PRINTER, START);
        int lookups = 0;
        for (int second = 0; second <= 600; second++) {
            lookups += due(inUse, second).size();
        }
        assertTrue(lookups >= 10 && lookups <= 13, lookups + " in ten minutes");
    }

    @Test
    void deviceIsDueBetweenFortyFiveAndSixtySeconds() {
        Map<Bytes, Instant> inUse = Map.of(PRINTER, START);
        assertEquals(List.of(), due(inUse, 44));
        assertEquals(List.of(PRINTER), due(inUse, 60));
    }

    @Test
    void deviceThatWasOnlySeenLateIsDueFromTheTimeThatItIsInUse() {
        assertEquals(List.of(PRINTER), due(Map.of(PRINTER, START), 60));
    }

    @Test
    void deviceThatNobodyUsesIsForgotten() {
        due(Map.of(PRINTER, START), 0);
        assertEquals(List.of(), due(Map.of(), 100));
        assertEquals(List.of(), due(Map.of(PRINTER, START.plusSeconds(100)), 144));
    }

    @Test
    void clockThatWasSetBackDelaysNothing() {
        due(Map.of(PRINTER, START), 0);
        assertEquals(List.of(PRINTER), due(Map.of(PRINTER, START), -3_600));
        assertEquals(List.of(), due(Map.of(PRINTER, START), -3_590));
    }

    @Test
    void manyDevicesAreLookedUpInBoundedStepsAndNoneIsLeftOut() {
        Map<Bytes, Instant> inUse = new HashMap<>();
        for (int i = 0; i < 1_000; i++) {
            inUse.put(key(i), START);
        }
        Set<Bytes> seen = new HashSet<>();
        for (long second = 60; second < 76; second += DeviceReview.STEP.toSeconds()) {
            List<Bytes> now = due(inUse, second);
            assertTrue(now.size() <= DeviceReview.AT_ONCE_MAX);
            seen.addAll(now);
        }
        assertEquals(inUse.keySet(), seen);
    }

    @Test
    void howeverManyDevicesAreInUseEachHasItsTurn() {
        Map<Bytes, Instant> inUse = new HashMap<>();
        for (int i = 0; i < 6_000; i++) {
            inUse.put(key(i), START);
        }
        Set<Bytes> seen = new HashSet<>();
        for (long second = 0; second < 180; second += DeviceReview.STEP.toSeconds()) {
            seen.addAll(due(inUse, second));
        }
        assertEquals(inUse.size(), seen.size());
    }

    @Test
    void devicesInUseSinceOneMomentAreNotLookedUpTogether() {
        Map<Bytes, Instant> inUse = new HashMap<>();
        for (int i = 0; i < 100; i++) {
            inUse.put(key(i), START);
        }
        int early = due(inUse, 52).size();
        assertTrue(early > 10 && early < 90, early + " of 100 after 52 seconds");
    }
}
