package virga.protocol.mux;

/**
 * Bounds on the streams of one link.
 *
 * @param streamsMax streams that exist at one moment
 * @param opensWaitingMax streams asked for by the peer and not yet answered by this node; one that
 *     the peer has reset counts until it is answered, so that asking and resetting in a hurry wins
 *     nothing
 * @param sharedUnreadMaxBytes bytes received and not yet consumed, on all streams together, beyond
 *     the 2 KiB that each stream may always have
 */
public record MuxLimits(int streamsMax, int opensWaitingMax, int sharedUnreadMaxBytes) {
    public static final MuxLimits DEFAULT = new MuxLimits(16_384, 4_096, 32 * 1024 * 1024);

    public MuxLimits {
        if (streamsMax < 1 || opensWaitingMax < 1) {
            throw new IllegalArgumentException("a link needs room for one stream at least");
        }
        if (sharedUnreadMaxBytes < ReceiveWindow.INITIAL_BYTES) {
            throw new IllegalArgumentException("a link needs room for one stream's window");
        }
    }
}
