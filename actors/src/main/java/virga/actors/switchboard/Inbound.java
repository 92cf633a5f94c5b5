package virga.actors.switchboard;

import java.util.List;
import virga.protocol.link.LinkPeer;
import virga.protocol.message.Envelope;

/**
 * The questions of one flight that concern one service, in their order. The service answers each
 * through {@link #replies}, in one list where it can, and says {@link #done()} when it holds none
 * of them any more: until then they take a part of the peer's share of this service's inbox, and
 * their bytes one of the node's room. A service that fails or ends is taken to hold nothing.
 */
public final class Inbound {
    /** Where its places and its bytes were taken. */
    record Held(Inbox inbox, HeldBytes.Charge charge) {}

    private final LinkPeer from;
    private final List<Envelope> questions;
    private final Replies replies;
    private final Held held;

    Inbound(LinkPeer from, List<Envelope> questions, Replies replies, Held held) {
        this.from = from;
        this.questions = questions;
        this.replies = replies;
        this.held = held;
    }

    public LinkPeer from() {
        return from;
    }

    public List<Envelope> questions() {
        return questions;
    }

    public Replies replies() {
        return replies;
    }

    Held held() {
        return held;
    }

    /** Frees the places and the bytes of all these questions; a second time changes nothing. */
    public void done() {
        held.inbox().release(this);
    }
}
