package virga.supernode.store;

import virga.actors.settings.NodeLimits;

/**
 * What the store may use. {@code cacheMaxBytes}: answers kept in memory; {@code sweepMax}: entries
 * that one step of the sweep may free.
 */
public record StoreSettings(long cacheMaxBytes, int sweepMax) {
    /** Of the heap, unless the owner says otherwise: 64 MiB of the 512 that the launcher gives. */
    static final int CACHE_HEAP_SHARE = 8;

    /** More of the heap than one part in this many is not given, whatever the owner says. */
    static final int CACHE_HEAP_SHARE_MIN = 2;

    private static final int SWEEP_MAX = 512;

    public StoreSettings {
        if (cacheMaxBytes < 0) {
            throw new IllegalArgumentException("a cache has no negative size: " + cacheMaxBytes);
        }
        if (sweepMax < 1) {
            throw new IllegalArgumentException("a sweep frees at least one entry: " + sweepMax);
        }
    }

    /** {@code heapMaxBytes}: as large as the process's heap may grow. */
    public static StoreSettings of(NodeLimits limits, long heapMaxBytes) {
        long said = limits.storeCacheMaxBytes();
        long cache =
                said == NodeLimits.UNSAID
                        ? heapMaxBytes / CACHE_HEAP_SHARE
                        : Math.min(said, heapMaxBytes / CACHE_HEAP_SHARE_MIN);
        return new StoreSettings(cache, SWEEP_MAX);
    }

    /** Whether the owner asked for more of the heap than is given. */
    public static boolean cutsCache(NodeLimits limits, long heapMaxBytes) {
        return limits.storeCacheMaxBytes() > heapMaxBytes / CACHE_HEAP_SHARE_MIN;
    }
}
