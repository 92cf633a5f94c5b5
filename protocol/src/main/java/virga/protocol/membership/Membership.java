package virga.protocol.membership;

import java.util.List;
import virga.protocol.Bytes;
import virga.protocol.carrier.Candidate;
import virga.protocol.identity.NodeId;
import virga.protocol.message.Message.Admitted;
import virga.protocol.record.DomainKey;
import virga.protocol.record.Limits;
import virga.protocol.record.RecordBody.NodeRecord;
import virga.protocol.record.RecordBody.OperatorNodeRecord;
import virga.protocol.record.Verified;

/**
 * A node's admission: its own record, the operator that signed it, the network's root pin, the
 * domain's key and name, and where the operator was reached.
 */
public record Membership(
        Verified<NodeRecord> node,
        Verified<OperatorNodeRecord> operatorNode,
        Bytes rootPin,
        DomainKey domainKey,
        String domainName,
        List<Candidate> operators) {
    public Membership {
        operators = List.copyOf(operators);
        if (!node.body().operator().equals(operatorNode.body().publicKey())) {
            throw new IllegalArgumentException("the node record is another operator's");
        }
        if (!operatorNode.body().root().hash().equals(rootPin)) {
            throw new IllegalArgumentException("the operator belongs to another network");
        }
        Limits.text("a domain's name", domainName, Admitted.DOMAIN_NAME_LENGTH_MAX_BYTES);
        Limits.atMost("operator addresses", operators, Candidate.PER_RECORD_MAX);
    }

    /** After a renewal: a later node record, and perhaps another operator's. */
    public Membership renewed(
            Verified<NodeRecord> node, Verified<OperatorNodeRecord> operatorNode) {
        return new Membership(node, operatorNode, rootPin, domainKey, domainName, operators);
    }

    public NodeId id() {
        return node.body().id();
    }

    /** Without the domain key. */
    @Override
    public String toString() {
        return "Membership[id=" + id() + ", domainName=" + domainName + "]";
    }
}
