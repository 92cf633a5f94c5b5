package virga.protocol.link;

import virga.protocol.membership.Membership;
import virga.protocol.record.RecordBody.NodeRecord;
import virga.protocol.record.RecordBody.OperatorNodeRecord;
import virga.protocol.record.RecordVerifier;
import virga.protocol.record.Verified;

/**
 * What this node shows of itself, and what it believes others by: its Node record, the record of
 * the operator that signed it (its own, on an operator), and its network's verifier.
 */
public record Admission(
        Verified<NodeRecord> node,
        Verified<OperatorNodeRecord> operatorNode,
        RecordVerifier verifier) {

    /** Of a node whose membership is kept; {@code verifier} must be its network's. */
    public static Admission of(Membership membership, RecordVerifier verifier) {
        if (!verifier.rootPin().equals(membership.rootPin())) {
            throw new IllegalArgumentException("the verifier is of another network");
        }
        return new Admission(membership.node(), membership.operatorNode(), verifier);
    }

    /** The same, with a verifier whose learning stays with it. */
    Admission apart() {
        return new Admission(node, operatorNode, verifier.apart());
    }

    /** Whether this node is the operator named here: it then shows itself to strangers first. */
    boolean isOperators() {
        return operatorNode.body().publicKey().equals(node.body().publicKey());
    }
}
