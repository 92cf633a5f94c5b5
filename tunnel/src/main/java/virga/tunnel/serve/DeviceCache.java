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

    /** What a use of the cache calls for. */
    enum Freshness {
        FRESH,
        /** Use it and look it up again meanwhile. */
        REFRESH,
        /** Look it up first. */
        UNKNOWN
    }

    private static final class Entry {
        Optional<Sealed.Device> device = Optional.empty();
        long loadedMillis;
        boolean asked;
    }

    private final Map<Bytes, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * Whether {@link #device} may be used now, and whether to look it up. {@code serves}: whether a
     * known device is what the asker may have.
     */
    Freshness freshness(Bytes deviceKey, Predicate<Sealed.Device> serves, long nowMillis) {
        Entry entry = entries.get(deviceKey);
        if (entry == null || nowMillis - entry.loadedMillis >= life(entry, serves)) {
            return Freshness.UNKNOWN;
        }
        if (nowMillis - entry.loadedMillis < REFRESH_AFTER_MILLIS || entry.asked) {
            return Freshness.FRESH;
        }
        entry.asked = true;
        return Freshness.REFRESH;
    }

    Optional<Sealed.Device> device(Bytes deviceKey) {
        Entry entry = entries.get(deviceKey);
        return entry == null ? Optional.empty() : entry.device;
    }

    /** An answer: the device as it is now, or empty where it does not exist. */
    void put(Bytes deviceKey, Optional<Sealed.Device> device, long nowMillis) {
        Entry entry = new Entry();
        entry.device = device;
        entry.loadedMillis = nowMillis;
        entries.put(deviceKey, entry);
        if (entries.size() > DEVICES_MAX) {
            entries.remove(entries.keySet().iterator().next());
        }
    }

    /** Nobody could be asked: the old answer where it is not too old. */
    Optional<Sealed.Device> standIn(Bytes deviceKey, long nowMillis) {
        Entry entry = entries.get(deviceKey);
        if (entry == null) {
            return Optional.empty();
        }
        entry.asked = false;
        return nowMillis - entry.loadedMillis < STAND_IN_MILLIS ? entry.device : Optional.empty();
    }

    private static long life(Entry entry, Predicate<Sealed.Device> serves) {
        return entry.device.filter(serves).isPresent() ? BELIEVED_MILLIS : MISSING_MILLIS;
    }
}
