package virga.tunnel.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import virga.protocol.Bytes;
import virga.protocol.record.LocationId;
import virga.protocol.record.Sealed;
import virga.tunnel.serve.DeviceCache.Freshness;

class DeviceCacheTest {
    private static final Bytes KEY = Bytes.owning(new byte[32]);
    private static final Optional<Sealed.Device> PRINTER =
            Optional.of(
                    new Sealed.Device(
                            "printer",
                            new Sealed.DeviceAddress.Mac(Bytes.ofHex("001122334455")),
                            Set.of(),
                            new LocationId.Label("home"),
                            List.of(),
                            Set.of()));

    private final DeviceCache cache = new DeviceCache();

    @Test
    void deviceIsLookedUpOnceAMinute() {
        assertEquals(Freshness.UNKNOWN, cache.freshness(KEY, device -> true, 0));
        cache.put(KEY, PRINTER, 0);
        assertEquals(Freshness.FRESH, cache.freshness(KEY, device -> true, 29_999));
        assertEquals(PRINTER, cache.device(KEY));
        assertEquals(Freshness.UNKNOWN, cache.freshness(KEY, device -> true, 60_000));
    }

    @Test
    void deviceIsLookedUpAgainSoonAfterTheClockWentBack() {
        cache.put(KEY, PRINTER, 3_600_000);
        assertEquals(Freshness.UNKNOWN, cache.freshness(KEY, device -> true, 0));
    }

    @Test
    void deviceInUseIsRefreshedBehindTheBackOfItsUserAndOnce() {
        cache.put(KEY, PRINTER, 0);
        assertEquals(Freshness.REFRESH, cache.freshness(KEY, device -> true, 30_000));
        assertEquals(Freshness.FRESH, cache.freshness(KEY, device -> true, 30_001));
        cache.put(KEY, PRINTER, 30_100);
        assertEquals(Freshness.FRESH, cache.freshness(KEY, device -> true, 60_099));
    }

    @Test
    void deviceJustAddedIsSeenSoon() {
        cache.put(KEY, Optional.empty(), 0);
        assertEquals(Freshness.FRESH, cache.freshness(KEY, device -> true, 1_999));
        assertEquals(Freshness.UNKNOWN, cache.freshness(KEY, device -> true, 2_000));
    }

    /** Else a port or a caller that the operator just allowed is refused for a minute. */
    @Test
    void deviceThatWouldBeRefusedIsLookedUpAgainSoon() {
        cache.put(KEY, PRINTER, 0);
        assertEquals(Freshness.FRESH, cache.freshness(KEY, device -> false, 1_999));
        assertEquals(Freshness.UNKNOWN, cache.freshness(KEY, device -> false, 2_000));
        assertEquals(Freshness.FRESH, cache.freshness(KEY, device -> true, 2_000));
    }

    @Test
    void oldAnswerStandsInForTenMinutesWhereNobodyCanBeAsked() {
        cache.put(KEY, PRINTER, 0);
        assertEquals(PRINTER, cache.standIn(KEY, 599_999));
        assertEquals(Optional.empty(), cache.standIn(KEY, 600_000));
    }

    @Test
    void removedDeviceDoesNotStandIn() {
        cache.put(KEY, PRINTER, 0);
        cache.put(KEY, Optional.empty(), 1_000);
        assertEquals(Optional.empty(), cache.standIn(KEY, 2_000));
    }

    @Test
    void oldestUnusedDeviceLeavesWhenTheCacheIsFull() {
        cache.put(KEY, PRINTER, 0);
        for (int i = 1; i <= DeviceCache.DEVICES_MAX; i++) {
            byte[] key = new byte[32];
            key[0] = (byte) i;
            key[1] = (byte) (i >> 8);
            cache.put(Bytes.owning(key), PRINTER, 0);
        }
        assertEquals(Freshness.UNKNOWN, cache.freshness(KEY, device -> true, 1));
    }
}
