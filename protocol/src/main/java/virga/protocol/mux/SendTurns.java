package virga.protocol.mux;

import java.util.ArrayDeque;

/** Whose turn it is to send: streams that have bytes and credit, one frame each, in a circle. */
final class SendTurns {
    private final FrameOut out;
    private final ArrayDeque<Stream> waiting = new ArrayDeque<>();
    private boolean running;

    SendTurns(FrameOut out) {
        this.out = out;
    }

    /** Puts the stream at the end of the line unless it stands there already. */
    void join(Stream stream) {
        if (!stream.inLine()) {
            stream.inLine(true);
            waiting.add(stream);
            out.wake();
        }
    }

    /** Sends frames while the socket takes them; a call from within does nothing. */
    void run() {
        if (running) {
            return;
        }
        running = true;
        try {
            while (out.takesTunnelBytes()) {
                Stream stream = waiting.poll();
                if (stream == null) {
                    return;
                }
                stream.inLine(false);
                stream.sendFrame();
            }
        } finally {
            running = false;
        }
    }
}
