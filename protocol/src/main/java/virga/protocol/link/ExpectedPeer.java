package virga.protocol.link;

import virga.protocol.Bytes;
import virga.protocol.identity.NodeId;

/** Whom a dialer wants to meet; a link that shows another is closed before a byte is sent. */
public sealed interface ExpectedPeer {
    /** One node. */
    record Node(NodeId id) implements ExpectedPeer {}

    /**
     * Any operator whose OperatorNode record is signed by the root key with this SHA-256 (32
     * bytes). The dialer's own first frame waits for the operator's.
     */
    record OperatorUnder(Bytes rootPin) implements ExpectedPeer {}
}
