package virga.tunnel.serve;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import virga.protocol.Bytes;
import virga.protocol.record.Sealed;

/**
 * Device records looked up lately, so that a connection does not wait for the DHT. One is believed
 * for a minute, and asked for again behind the back of who uses it after half of that. Not thread
 * safe.
 */
final class DeviceCache {
    /** A change by the operator is in force here after this. */
    static final long BELIEVED_MILLIS = 60_000;

    static final long REFRESH_AFTER_MILLIS = BELIEVED_MILLIS / 2;

    /**
     * How soon it is asked again for an unknown device, or one that would be refused: it may just
     * have been added or changed.
     */
    static final long MISSING_MILLIS = 2_000;

    /** How long a record stands in where no super can be asked. */
    static final long STAND_IN_MILLIS = 600_000;

    static final int DEVICES_MAX = 4_096;

    /** Keys without a device: apart, so that keys made up do not push devices out. */
    static final int MISSING_MAX = 4_096;

    /** What a use of the cache calls for. */
    enum Freshness {
        FRESH,
        /** Use it and look it up again meanwhile. */
        REFRESH,
        /** Look it up first. */
        UNKNOWN
    }

    private static final class Entry {
        final Sealed.Device device;
        final long loadedMillis;
        boolean asked;

        Entry(Sealed.Device device, long loadedMillis) {
            this.device = device;
            this.loadedMillis = loadedMillis;
        }
    }

    private final Map<Bytes, Entry> devices = new LinkedHashMap<>(16, 0.75f, true);
    // When each was looked up in vain.
    private final Map<Bytes, Long> missing = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * Whether {@link #device} may be used now, and whether to look it up. {@code serves}: whether a
     * known device is what the asker may have.
     */
    Freshness freshness(Bytes deviceKey, Predicate<Sealed.Device> serves, long nowMillis) {
        Entry entry = devices.get(deviceKey);
        if (entry == null) {
            Long missingMillis = missing.get(deviceKey);
            return missingMillis != null && ageMillis(missingMillis, nowMillis) < MISSING_MILLIS
                    ? Freshness.FRESH
                    : Freshness.UNKNOWN;
        }
        long life = serves.test(entry.device) ? BELIEVED_MILLIS : MISSING_MILLIS;
        long age = ageMillis(entry.loadedMillis, nowMillis);
        if (age >= life) {
            return Freshness.UNKNOWN;
        }
        if (age < REFRESH_AFTER_MILLIS || entry.asked) {
            return Freshness.FRESH;
        }
        entry.asked = true;
        return Freshness.REFRESH;
    }

    // A clock that was set back must not make what is known young for as long.
    private static long ageMillis(long sinceMillis, long nowMillis) {
        return Math.abs(nowMillis - sinceMillis);
    }

    Optional<Sealed.Device> device(Bytes deviceKey) {
        return Optional.ofNullable(devices.get(deviceKey)).map(entry -> entry.device);
    }

    /** An answer: the device as it is now, or empty where it does not exist. */
    void put(Bytes deviceKey, Optional<Sealed.Device> device, long nowMillis) {
        devices.remove(deviceKey);
        missing.remove(deviceKey);
        if (device.isPresent()) {
            putBounded(devices, DEVICES_MAX, deviceKey, new Entry(device.get(), nowMillis));
        } else {
            putBounded(missing, MISSING_MAX, deviceKey, nowMillis);
        }
    }

    /** What is known was signed by somebody who may not be believed any more. */
    void clear() {
        devices.clear();
        missing.clear();
    }

    private static <T> void putBounded(Map<Bytes, T> map, int max, Bytes key, T value) {
        map.put(key, value);
        if (map.size() > max) {
            map.remove(map.keySet().iterator().next());
        }
    }

    /** Nobody could be asked: the old answer where it is not too old. */
    Optional<Sealed.Device> standIn(Bytes deviceKey, long nowMillis) {
        Entry entry = devices.get(deviceKey);
        if (entry == null) {
            return Optional.empty();
        }
        entry.asked = false;
        return ageMillis(entry.loadedMillis, nowMillis) < STAND_IN_MILLIS
                ? Optional.of(entry.device)
                : Optional.empty();
    }
}
