package virga.actors.switchboard;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import virga.protocol.link.LinkPeer;
import virga.protocol.message.Message;

/**
 * The newest notice of one link that waits to be looked at. However many a peer sends, one waits,
 * one message tells of it, and its bytes take a part of the peer's room. Thread safe.
 */
public final class NoticeBox {
    private final long link;
    private final LinkPeer peer;
    private Message.@Nullable Notice waiting;
    private HeldBytes.@Nullable Charge charge;

    NoticeBox(long link, LinkPeer peer) {
        this.link = link;
        this.peer = peer;
    }

    /** The link's number. */
    public long link() {
        return link;
    }

    public LinkPeer peer() {
        return peer;
    }

    /** Puts {@code notice} in the place of an older one. Returns whether there was none. */
    synchronized boolean put(Message.Notice notice, HeldBytes.Charge room) {
        boolean first = waiting == null;
        letGo();
        waiting = notice;
        charge = room;
        return first;
    }

    /** What waits, which is then no longer here. */
    public synchronized Optional<Message.Notice> take() {
        Optional<Message.Notice> taken = Optional.ofNullable(waiting);
        waiting = null;
        letGo();
        return taken;
    }

    private void letGo() {
        if (charge != null) {
            charge.letGo();
            charge = null;
        }
    }
}
