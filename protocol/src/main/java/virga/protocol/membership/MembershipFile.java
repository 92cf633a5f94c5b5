package virga.protocol.membership;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import virga.protocol.Bytes;
import virga.protocol.Malformed;
import virga.protocol.identity.Ed25519;
import virga.protocol.identity.OwnerOnlyFile;
import virga.protocol.identity.PublicKey;
import virga.protocol.record.DomainKey;
import virga.protocol.record.RecordBody.NodeRecord;
import virga.protocol.record.RecordBody.OperatorNodeRecord;
import virga.protocol.record.RecordCodec;
import virga.protocol.record.RecordKind;
import virga.protocol.record.RecordVerifier;
import virga.protocol.record.RejectReason;
import virga.protocol.record.SignedRecord;
import virga.protocol.record.Verdict;
import virga.protocol.record.Verified;
import virga.protocol.record.Wire;

/** The membership in a node's home (token.proto, Membership), mode 0600. */
public final class MembershipFile {
    public static final String NAME = "membership";

    private MembershipFile() {}

    /** What reading gave. */
    public sealed interface Read {}

    /** No file: the node was never admitted. */
    public record Missing() implements Read {}

    public record Found(Membership membership) implements Read {}

    /**
     * The admission holds, but was signed later than this machine's clock says it is now: the clock
     * is behind {@code by} at least. A new token would not help.
     */
    public record ClockBehind(Membership membership, Duration by) implements Read {}

    /**
     * The admission is not believed any more, mostly because it has expired: the node needs a new
     * token. The file is left as it is.
     */
    public record Ended(RejectReason reason) implements Read {}

    /** The membership is another key's: this home's key was replaced. The file is left as it is. */
    public record OtherKey() implements Read {}

    /** It could not be read, and lies at {@code aside} now: the node needs a new token. */
    public record Damaged(Path aside) implements Read {}

    /** Replaces the file: whole or not at all, on disk when this returns. */
    public static void write(Path file, Membership membership) throws IOException {
        virga.v1.Membership to =
                virga.v1.Membership.newBuilder()
                        .setNode(Wire.toProto(membership.node().signed()))
                        .setOperatorNode(Wire.toProto(membership.operatorNode().signed()))
                        .setRootPin(Wire.toProto(membership.rootPin()))
                        .setDomainKey(Wire.toProto(membership.domainKey().secret()))
                        .setDomainName(membership.domainName())
                        .addAllOperators(Wire.candidatesToProto(membership.operators()))
                        .build();
        OwnerOnlyFile.write(file, to.toByteArray());
    }

    /** Reads the membership of the node with key {@code self}, and verifies its records again. */
    public static Read read(Path file, PublicKey self, Ed25519 ed25519, Instant now)
            throws IOException {
        if (!Files.exists(file)) {
            return new Missing();
        }
        Bytes content = OwnerOnlyFile.read(file);
        try {
            virga.v1.Membership from = virga.v1.Membership.parseFrom(content.borrowed());
            Read read = verified(from, self, ed25519, now);
            if (!(read instanceof Ended(RejectReason reason))
                    || reason != RejectReason.FROM_THE_FUTURE) {
                return read;
            }
            Instant signed = signed(from);
            return verified(from, self, ed25519, signed) instanceof Found(Membership membership)
                    ? new ClockBehind(membership, Duration.between(now, signed))
                    : read;
        } catch (InvalidProtocolBufferException | IllegalArgumentException | Malformed e) {
            return new Damaged(OwnerOnlyFile.setAside(file, now));
        }
    }

    /** When the later of the two records was signed, as they say. */
    private static Instant signed(virga.v1.Membership from) throws Malformed {
        SignedRecord operator = Wire.record(RecordKind.OPERATOR_NODE, from.getOperatorNode());
        SignedRecord node = Wire.record(RecordKind.NODE, from.getNode());
        return Wire.seconds(
                Math.max(
                        RecordCodec.decode(operator.kind(), operator.body()).version(),
                        RecordCodec.decode(node.kind(), node.body()).version()));
    }

    private static Read verified(
            virga.v1.Membership from, PublicKey self, Ed25519 ed25519, Instant now)
            throws Malformed {
        Bytes rootPin = Wire.bytes(from.getRootPin());
        RecordVerifier verifier = new RecordVerifier(rootPin, ed25519);
        SignedRecord operatorRecord = Wire.record(RecordKind.OPERATOR_NODE, from.getOperatorNode());
        return switch (verifier.verify(operatorRecord, OperatorNodeRecord.class, now)) {
            case Verdict.Rejected<OperatorNodeRecord>(RejectReason reason) -> ended(reason);
            case Verdict.Accepted<OperatorNodeRecord>(Verified<OperatorNodeRecord> operator) -> {
                verifier.learn(operator, now);
                SignedRecord node = Wire.record(RecordKind.NODE, from.getNode());
                yield switch (verifier.verify(node, NodeRecord.class, now)) {
                    case Verdict.Rejected<NodeRecord>(RejectReason reason) -> ended(reason);
                    case Verdict.Accepted<NodeRecord>(Verified<NodeRecord> own) ->
                            own.body().publicKey().equals(self)
                                    ? new Found(membership(from, own, operator, rootPin))
                                    : new OtherKey();
                };
            }
        };
    }

    /** What can only be wrong where the file is damaged is not for a person to renew. */
    private static Read ended(RejectReason reason) throws Malformed {
        return switch (reason) {
            case EXPIRED, OPERATOR_EXPIRED, FROM_THE_FUTURE, REVOKED, OPERATOR_REMOVED ->
                    new Ended(reason);
            case MALFORMED, OTHER_KIND, SIGNATURE, WRONG_SIGNER, UNKNOWN_OPERATOR, TOO_LONG ->
                    throw new Malformed("a damaged membership");
        };
    }

    private static Membership membership(
            virga.v1.Membership from,
            Verified<NodeRecord> node,
            Verified<OperatorNodeRecord> operator,
            Bytes rootPin)
            throws Malformed {
        return new Membership(
                node,
                operator,
                rootPin,
                new DomainKey(Wire.bytes(from.getDomainKey())),
                from.getDomainName(),
                Wire.candidates(from.getOperatorsList()));
    }
}
