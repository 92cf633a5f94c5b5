package virga.tunnel.bridge;

import java.time.Duration;

/**
 * Caps on one connection. Zero means no cap.
 *
 * @param idleMax silence in both directions
 * @param halfClosedIdleMax silence once one side has ended: an application that closed its socket
 *     looks from here like one that still listens, so that its stream would stay for ever
 * @param lifeMax from the first byte that could flow
 * @param bytesMax both directions together
 */
public record BridgeSettings(
        Duration idleMax, Duration halfClosedIdleMax, Duration lifeMax, long bytesMax) {
    /** No cap but one hour of silence on a half-closed connection. */
    public static final BridgeSettings DEFAULT =
            new BridgeSettings(Duration.ZERO, Duration.ofHours(1), Duration.ZERO, 0);

    public BridgeSettings {
        if (idleMax.isNegative()
                || halfClosedIdleMax.isNegative()
                || lifeMax.isNegative()
                || bytesMax < 0) {
            throw new IllegalArgumentException("a cap is not negative");
        }
    }

    /** Which cap a connection has reached, as {@link BridgeEnd#COMPLETE} where none. */
    BridgeEnd reached(long silentMillis, long livedMillis, boolean halfClosed) {
        if (over(livedMillis, lifeMax)) {
            return BridgeEnd.LIFE;
        }
        if (over(silentMillis, idleMax) || (halfClosed && over(silentMillis, halfClosedIdleMax))) {
            return BridgeEnd.IDLE;
        }
        return BridgeEnd.COMPLETE;
    }

    private static boolean over(long millis, Duration cap) {
        return !cap.isZero() && millis >= cap.toMillis();
    }
}
