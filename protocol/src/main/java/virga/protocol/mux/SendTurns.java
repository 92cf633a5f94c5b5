package virga.protocol.mux;

import java.util.LinkedHashSet;
import java.util.SequencedSet;

/** Whose turn it is to send: streams that have bytes and credit, one frame each, in a circle. */
final class SendTurns {
    private final FrameOut out;
    private final SequencedSet<Stream> waiting = new LinkedHashSet<>();
    private boolean running;

    SendTurns(FrameOut out) {
        this.out = out;
    }

    /** Puts the stream at the end of the line unless it stands there already. */
    void join(Stream stream) {
        if (waiting.add(stream)) {
            out.wake();
        }
    }

    void forget(Stream stream) {
        waiting.remove(stream);
    }

    /** Sends frames while the socket takes them; a call from within does nothing. */
    void run() {
        if (running) {
            return;
        }
        running = true;
        try {
            while (!waiting.isEmpty() && out.takesTunnelBytes()) {
                waiting.removeFirst().sendFrame();
            }
        } finally {
            running = false;
        }
    }
}
