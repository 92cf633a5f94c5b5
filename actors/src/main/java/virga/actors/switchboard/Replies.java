package virga.actors.switchboard;

import java.util.List;
import virga.protocol.message.Envelope;

/** The way back to whoever asked. Thread safe. */
@FunctionalInterface
public interface Replies {
    /**
     * Sends answers, each with the id of its question. Answers to a link that has ended, or that
     * cannot take them, are dropped and counted: the asker's timer covers both.
     */
    void send(List<Envelope> answers);
}
