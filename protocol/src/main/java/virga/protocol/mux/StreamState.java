package virga.protocol.mux;

/**
 * Where a stream is in its life.
 *
 * <pre>
 *   asker:     Opening --OPENED--> Open --both ended, all consumed--> Gone
 *                 \---refused, cancelled, reset--------------------> Gone
 *   acceptor:  Waiting --accept--> Open ---------------------------> Gone
 *                 \---refused, reset by the asker------------------> Gone
 * </pre>
 */
sealed interface StreamState {
    StreamState OPENING = new Opening();
    StreamState WAITING = new Waiting();

    /** This side asked and has no answer yet. */
    record Opening() implements StreamState {}

    /** The peer asked and this node has not answered yet. */
    record Waiting() implements StreamState {}

    /**
     * Bytes flow.
     *
     * @param ending this side writes no more
     * @param ended this side's END is sent
     * @param peerEnded the peer's END has come
     */
    record Open(boolean ending, boolean ended, boolean peerEnded) implements StreamState {
        static final Open BOTH_WAYS = new Open(false, false, false);

        Open withEnding() {
            return new Open(true, ended, peerEnded);
        }

        Open withEnded() {
            return new Open(true, true, peerEnded);
        }

        Open withPeerEnded() {
            return new Open(ending, ended, true);
        }
    }

    /** Over; {@code code} is why, where it was cut. */
    record Gone(ResetCode code) implements StreamState {}
}
