package virga.protocol;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import virga.protocol.carrier.Candidate;
import virga.protocol.identity.DomainId;
import virga.protocol.identity.Ed25519;
import virga.protocol.identity.IdentityKey;
import virga.protocol.identity.NodeId;
import virga.protocol.identity.Role;
import virga.protocol.membership.Membership;
import virga.protocol.record.DomainKey;
import virga.protocol.record.RecordBody.NodeInfoRecord;
import virga.protocol.record.RecordBody.NodeRecord;
import virga.protocol.record.RecordBody.OperatorNodeRecord;
import virga.protocol.record.RecordSigner;
import virga.protocol.record.RecordVerifier;
import virga.protocol.record.Verified;

/** A network with one operator and one node, always the same, for tests. */
public final class Network {
    public static final Instant NOW = Instant.ofEpochSecond(1_800_000_000L);
    public static final Instant LATER = NOW.plusSeconds(3600);
    public static final DomainId DOMAIN = new DomainId(0xdfe47365);
    public static final Ed25519 ED25519 = Ed25519.best();

    public static final IdentityKey ROOT = key(1);
    public static final IdentityKey OPERATOR = key(2);
    public static final IdentityKey NODE = key(3);
    public static final IdentityKey STRANGER = key(4);
    public static final DomainKey DOMAIN_KEY = new DomainKey(bytes(32, 7));

    private Network() {}

    public static IdentityKey key(int number) {
        return IdentityKey.ofSeed(bytes(32, number).toArray(), ED25519);
    }

    /** {@code length} times the byte {@code value}. */
    public static Bytes bytes(int length, int value) {
        byte[] all = new byte[length];
        Arrays.fill(all, (byte) value);
        return Bytes.owning(all);
    }

    public static NodeId id(IdentityKey key) {
        return NodeId.of(DOMAIN, key.publicKey());
    }

    public static OperatorNodeRecord operatorBody(Instant expires) {
        return new OperatorNodeRecord(
                id(OPERATOR),
                OPERATOR.publicKey(),
                ROOT.publicKey(),
                NOW.getEpochSecond(),
                expires);
    }

    public static Verified<OperatorNodeRecord> operator() {
        return RecordSigner.sign(operatorBody(LATER), ROOT);
    }

    public static NodeRecord nodeBody(Instant expires) {
        return new NodeRecord(
                id(NODE),
                NODE.publicKey(),
                Set.of(Role.USER, Role.TUNNEL),
                List.of("hall 3"),
                "site",
                NOW.getEpochSecond(),
                expires,
                OPERATOR.publicKey());
    }

    public static Verified<NodeRecord> node() {
        return RecordSigner.sign(nodeBody(LATER), OPERATOR);
    }

    public static NodeInfoRecord infoBody(long version, Bytes sealed) {
        return new NodeInfoRecord(
                id(NODE),
                NODE.publicKey(),
                version,
                NOW.plusSeconds(600),
                List.of(bytes(32, 9)),
                sealed,
                Instant.EPOCH);
    }

    public static Membership membership() {
        return new Membership(
                node(),
                operator(),
                ROOT.publicKey().hash(),
                DOMAIN_KEY,
                "acme",
                List.of(Candidate.direct("192.0.2.1", 7000)));
    }

    /** Knows the operator. */
    public static RecordVerifier verifier() {
        RecordVerifier verifier = new RecordVerifier(ROOT.publicKey().hash(), ED25519);
        verifier.learn(operator(), NOW);
        return verifier;
    }
}
