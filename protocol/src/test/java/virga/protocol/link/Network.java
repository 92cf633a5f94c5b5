package virga.protocol.link;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
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

/** A root and an operator, and the records that they sign. */
final class Network {
    static final DomainId ACME = DomainId.parse("0000acee");
    static final DomainId OTHER = DomainId.parse("00000bad");
    static final Ed25519 ED25519 = Ed25519.best();
    static final SecureRandom RANDOM = new SecureRandom();
    static final Duration YEAR = Duration.ofDays(365);

    final IdentityKey root = key();
    final IdentityKey operator = key();
    final Instant now = InstantSource.system().instant();

    static IdentityKey key() {
        return IdentityKey.generate(RANDOM, ED25519);
    }

    Verified<OperatorNodeRecord> operatorNode() {
        OperatorNodeRecord body =
                new OperatorNodeRecord(
                        NodeId.of(ACME, operator.publicKey()),
                        operator.publicKey(),
                        root.publicKey(),
                        now.getEpochSecond(),
                        now.plus(YEAR));
        return RecordSigner.sign(body, root);
    }

    Admission admit(IdentityKey key, DomainId domain, Set<Role> roles, Instant expires) {
        NodeRecord body =
                new NodeRecord(
                        NodeId.of(domain, key.publicKey()),
                        key.publicKey(),
                        roles,
                        List.of(),
                        "",
                        now.minus(Duration.ofHours(2)).getEpochSecond(),
                        expires,
                        operator.publicKey());
        return new Admission(RecordSigner.sign(body, operator), operatorNode(), verifier());
    }

    /** An ordinary node of the domain acme. */
    Admission admit(IdentityKey key) {
        return admit(key, ACME, Set.of(Role.USER, Role.TUNNEL), now.plus(YEAR));
    }

    Admission admitOperator() {
        return admit(operator, ACME, Set.of(Role.OPERATOR), now.plus(YEAR));
    }

    RecordVerifier verifier() {
        RecordVerifier verifier = new RecordVerifier(root.publicKey().hash(), ED25519);
        verifier.learn(operatorNode(), now);
        return verifier;
    }
}
