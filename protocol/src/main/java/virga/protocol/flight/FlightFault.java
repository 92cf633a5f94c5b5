package virga.protocol.flight;

/** What is wrong with a flight. */
public enum FlightFault {
    /** Longer than {@link FlightLimits} allows, or with more envelopes. */
    TOO_LONG,
    /** Not signed by the peer, not for this node, or not on this link. */
    SIGNATURE,
    /** Signed, but no flight, or with a message outside its limits. */
    MALFORMED,
    /** Repeated, or one before it is missing. */
    NUMBER,
    /** Its time is too far behind this node's clock. */
    STALE,
    /** Its time is too far ahead of this node's clock. */
    FROM_THE_FUTURE
}
