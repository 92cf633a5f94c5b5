package virga.actors.switchboard;

import java.util.List;
import virga.protocol.link.LinkPeer;
import virga.protocol.message.Envelope;

/**
 * The questions of one flight that concern one service, in their order. The service answers each
 * through {@code replies}, in one list where it can, and says {@link #done()} when it holds none of
 * them any more.
 */
public record Inbound(LinkPeer from, List<Envelope> questions, Replies replies, Inbox inbox) {
    /** Frees the places of all these questions; exactly once. */
    public void done() {
        inbox.release(questions.size());
    }
}
