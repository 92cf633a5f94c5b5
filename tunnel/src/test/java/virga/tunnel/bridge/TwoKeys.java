package virga.tunnel.bridge;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import virga.protocol.identity.DomainId;
import virga.protocol.identity.Ed25519;
import virga.protocol.identity.IdentityKey;
import virga.protocol.identity.NodeId;
import virga.protocol.identity.Role;
import virga.protocol.record.RecordBody.NodeRecord;
import virga.protocol.record.RecordBody.OperatorNodeRecord;
import virga.protocol.record.RecordSigner;
import virga.protocol.record.RecordVerifier;
import virga.protocol.record.Verified;

/** A root and an operator, who admits nodes to one domain. */
final class TwoKeys {
    final DomainId domain = DomainId.parse("dfe47365");
    final SecureRandom random = new SecureRandom();
    private final Instant now = Instant.now();
    private final IdentityKey root = newKey();
    private final IdentityKey operator = newKey();
    final Verified<OperatorNodeRecord> operatorNode =
            RecordSigner.sign(
                    new OperatorNodeRecord(
                            NodeId.of(domain, operator.publicKey()),
                            operator.publicKey(),
                            root.publicKey(),
                            now.getEpochSecond(),
                            now.plus(Duration.ofDays(365))),
                    root);

    IdentityKey newKey() {
        return IdentityKey.generate(random, Ed25519.best());
    }

    RecordVerifier verifier() {
        RecordVerifier verifier = new RecordVerifier(root.publicKey().hash(), Ed25519.best());
        verifier.learn(operatorNode, now);
        return verifier;
    }

    Verified<NodeRecord> node(IdentityKey key, Set<Role> roles, List<String> labels, String name) {
        return RecordSigner.sign(
                new NodeRecord(
                        NodeId.of(domain, key.publicKey()),
                        key.publicKey(),
                        roles,
                        labels,
                        name,
                        now.getEpochSecond(),
                        now.plus(Duration.ofDays(30)),
                        operator.publicKey()),
                operator);
    }
}
