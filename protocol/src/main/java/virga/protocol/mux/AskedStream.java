package virga.protocol.mux;

import virga.protocol.mux.StreamState.Gone;
import virga.protocol.mux.StreamState.Waiting;

/** A stream that the peer asked for, until this node answers. */
final class AskedStream implements IncomingStream {
    private final Multiplexer mux;
    private final Stream stream;
    private boolean answered;

    AskedStream(Multiplexer mux, Stream stream) {
        this.mux = mux;
        this.stream = stream;
    }

    @Override
    public MuxStream accept(StreamHandler handler) {
        answer();
        if (stream.state() instanceof Gone gone) {
            mux.out().later(() -> handler.onReset(gone.code()));
        } else {
            stream.accept(handler);
        }
        return stream;
    }

    @Override
    public void refuse(StreamRefusal refusal) {
        answer();
        if (waiting()) {
            mux.writeRefused(stream.id(), refusal);
            stream.leaveUnopened();
        }
    }

    @Override
    public boolean waiting() {
        return stream.state() instanceof Waiting;
    }

    private void answer() {
        if (answered) {
            throw new IllegalStateException("stream " + stream.id() + " was answered before");
        }
        answered = true;
        mux.answered();
    }
}
