package virga.supernode.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import virga.actors.settings.NodeLimits;

class StoreSettingsTest {
    private static final long MIB = 1024 * 1024;

    private static long cache(long said, long heap) {
        NodeLimits limits = new NodeLimits(1, 1, 1, Duration.ZERO, Duration.ZERO, 0, said);
        return StoreSettings.of(limits, heap).cacheMaxBytes();
    }

    @Test
    void cacheIsAnEighthOfTheHeapWhereNothingIsSaid() {
        assertEquals(64 * MIB, cache(NodeLimits.UNSAID, 512 * MIB));
        assertEquals(3 * MIB, cache(NodeLimits.UNSAID, 24 * MIB));
    }

    @Test
    void cacheIsWhatTheOwnerSaysUpToHalfOfTheHeap() {
        assertEquals(0, cache(0, 512 * MIB));
        assertEquals(200 * MIB, cache(200 * MIB, 512 * MIB));
        assertEquals(256 * MIB, cache(2_000 * MIB, 512 * MIB));
    }

    @Test
    void theOwnerIsToldOfACacheThatIsCut() {
        assertTrue(isCut(257 * MIB));
        assertFalse(isCut(256 * MIB));
        assertFalse(isCut(NodeLimits.UNSAID));
    }

    private static boolean isCut(long said) {
        NodeLimits limits = new NodeLimits(1, 1, 1, Duration.ZERO, Duration.ZERO, 0, said);
        return StoreSettings.cutsCache(limits, 512 * MIB);
    }
}
