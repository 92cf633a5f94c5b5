package virga.actors.switchboard;

import virga.protocol.link.LinkEnd;
import virga.protocol.link.LinkPeer;
import virga.protocol.message.Message;

/** What became of one question; {@code tag} is the asker's. */
public sealed interface Outcome {
    long tag();

    /** {@code body} may still say that the peer declined: see {@link Message.Declined}. */
    record Answered(long tag, LinkPeer from, Message.Answer body) implements Outcome {}

    /**
     * {@code end} says for {@link AskFailure#NO_LINK} and {@link AskFailure#LINK_LOST} what
     * happened to the link; for the others it is {@link LinkEnd#TIMED_OUT} or {@link
     * LinkEnd#LIMIT}.
     */
    record Unanswered(long tag, AskFailure reason, LinkEnd end) implements Outcome {}
}
