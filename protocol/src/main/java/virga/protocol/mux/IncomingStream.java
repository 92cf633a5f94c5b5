package virga.protocol.mux;

/** A stream that the peer asked for and that waits for an answer; on the link's event loop. */
public interface IncomingStream {
    /** Bytes may flow; {@code handler} hears them. */
    MuxStream accept(StreamHandler handler);

    void refuse(StreamRefusal refusal);

    /** Whether the asker still waits: false once it has reset the stream or the link ended. */
    boolean waiting();
}
