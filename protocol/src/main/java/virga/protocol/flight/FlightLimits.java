package virga.protocol.flight;

import java.time.Duration;

/** Bounds on one flight, the same on every node. */
public final class FlightLimits {
    /** Most envelopes in one flight. */
    public static final int ENVELOPES_MAX = 4096;

    /** Longest flight on the wire, signature included. */
    public static final int LENGTH_MAX_BYTES = 256 * 1024;

    /**
     * A sender closes a flight here while more is waiting: longer ones save little and make the
     * first envelope wait for the last.
     */
    public static final int BATCH_LENGTH_BYTES = 64 * 1024;

    /** A flight whose time differs by more from the receiver's clock is refused. */
    public static final Duration SKEW_MAX = Duration.ofMinutes(5);

    private FlightLimits() {}
}
