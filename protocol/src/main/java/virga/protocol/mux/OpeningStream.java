package virga.protocol.mux;

/** A stream that this side asked for and that is not answered yet. */
public interface OpeningStream {
    /**
     * Gives up waiting: unless it was answered before, the stream is reset and its handler hears
     * nothing more. Any thread; does nothing once the stream was answered.
     */
    void cancel();
}
