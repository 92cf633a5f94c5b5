package virga.protocol.flight;

import java.nio.charset.StandardCharsets;
import virga.protocol.Bytes;
import virga.protocol.identity.DomainId;
import virga.protocol.identity.NodeId;
import virga.protocol.identity.PublicKey;

/**
 * What ties a flight to one direction of one link: who sends, to whom, and the 32 random bytes of
 * either side's first frame. A node that is not admitted yet stands as {@link #unadmitted}.
 */
public record FlightContext(
        NodeId sender, NodeId receiver, Bytes senderRandom, Bytes receiverRandom) {
    public static final int RANDOM_LENGTH_BYTES = 32;

    private static final byte[] PURPOSE = "virga flight 1".getBytes(StandardCharsets.US_ASCII);

    /** Length of {@link #signedBytes()}. */
    static final int SIGNED_LENGTH_BYTES =
            PURPOSE.length + 2 * NodeId.LENGTH_BYTES + 2 * RANDOM_LENGTH_BYTES;

    public FlightContext {
        if (senderRandom.length() != RANDOM_LENGTH_BYTES
                || receiverRandom.length() != RANDOM_LENGTH_BYTES) {
            throw new IllegalArgumentException("either side's random has 32 bytes");
        }
    }

    /** How a node without a Node record is named in what is signed: domain 0 and its key's hash. */
    public static NodeId unadmitted(PublicKey key) {
        return NodeId.of(new DomainId(0), key);
    }

    /** Of the flights that go the other way. */
    public FlightContext reversed() {
        return new FlightContext(receiver, sender, receiverRandom, senderRandom);
    }

    /** What is signed before the flight itself. */
    byte[] signedBytes() {
        return Bytes.concat(
                PURPOSE,
                sender.toBytes().borrowed(),
                receiver.toBytes().borrowed(),
                senderRandom.borrowed(),
                receiverRandom.borrowed());
    }
}
