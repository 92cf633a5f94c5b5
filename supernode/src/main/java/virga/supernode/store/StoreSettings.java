package virga.supernode.store;

/**
 * What the store may use. {@code cacheMaxBytes}: answers kept in memory; {@code sweepMax}: entries
 * that one step of the sweep may free.
 */
public record StoreSettings(long cacheMaxBytes, int sweepMax) {
    public static final StoreSettings DEFAULT = new StoreSettings(64L * 1024 * 1024, 512);

    public StoreSettings {
        if (cacheMaxBytes < 0) {
            throw new IllegalArgumentException("a cache has no negative size: " + cacheMaxBytes);
        }
        if (sweepMax < 1) {
            throw new IllegalArgumentException("a sweep frees at least one entry: " + sweepMax);
        }
    }
}
