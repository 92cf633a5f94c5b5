package virga.actors.switchboard;

import virga.protocol.link.LinkPeer;

/** What somebody who watches a node's links hears. {@code link}: a link's number. */
public sealed interface LinkChange {
    /** A link with an admitted peer is open. */
    record Up(long link, LinkPeer peer) implements LinkChange {}

    /** It has ended. */
    record Down(long link) implements LinkChange {}

    /** A notice waits in the box; others that come meanwhile take its place and are not told. */
    record Noticed(NoticeBox box) implements LinkChange {}
}
