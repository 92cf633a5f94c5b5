package virga.supernode.store;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import virga.protocol.Bytes;
import virga.protocol.identity.DomainId;
import virga.protocol.identity.Ed25519;
import virga.protocol.identity.IdentityKey;
import virga.protocol.identity.NodeId;
import virga.protocol.identity.Role;
import virga.protocol.link.LinkPeer;
import virga.protocol.record.DhtKey;
import virga.protocol.record.KeyRange;
import virga.protocol.record.KeyRanges;
import virga.protocol.record.RecordBody;
import virga.protocol.record.RecordBody.DeviceRecord;
import virga.protocol.record.RecordBody.DomainRecord;
import virga.protocol.record.RecordBody.NodeInfoRecord;
import virga.protocol.record.RecordBody.NodeRecord;
import virga.protocol.record.RecordBody.OperatorNodeRecord;
import virga.protocol.record.RecordBody.RevocationListRecord;
import virga.protocol.record.RecordBody.SuperNodeRecord;
import virga.protocol.record.RecordBody.TombstoneRecord;
import virga.protocol.record.RecordKind;
import virga.protocol.record.RecordSigner;
import virga.protocol.record.RecordVerifier;
import virga.protocol.record.Verified;

/**
 * A root, an operator and as many nodes as wanted, all from fixed seeds, and their real records.
 */
final class TestNetwork {
    static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
    static final Duration LONG = Duration.ofDays(20);
    static final StoreSettings SETTINGS = new StoreSettings(64L * 1024 * 1024, 512);
    static final DomainId ACME = new DomainId(0xac3e0001);
    static final DomainId OTHER = new DomainId(0x07e20002);

    private static final Ed25519 ED25519 = Ed25519.best();

    final IdentityKey root = key(1_000_001);
    final IdentityKey operator = key(1_000_002);
    final RecordVerifier verifier = new RecordVerifier(root.publicKey().hash(), ED25519);
    final AdmittedPeer operatorPeer = peer(operator, ACME, Set.of(Role.OPERATOR));

    TestNetwork() {
        verifier.learn(operatorNode(1, LONG), NOW);
    }

    static IdentityKey key(int number) {
        return IdentityKey.ofSeed(ByteBuffer.allocate(32).putInt(number).array(), ED25519);
    }

    static NodeId id(IdentityKey key, DomainId domain) {
        return NodeId.of(domain, key.publicKey());
    }

    static AdmittedPeer peer(IdentityKey key, DomainId domain, Set<Role> roles) {
        return peer(key, domain, roles, NOW.plus(LONG));
    }

    static AdmittedPeer peer(IdentityKey key, DomainId domain, Set<Role> roles, Instant until) {
        IdentityKey operator = key(1_000_002);
        return new AdmittedPeer(
                RecordSigner.sign(
                        new NodeRecord(
                                id(key, domain),
                                key.publicKey(),
                                roles,
                                List.of(),
                                "",
                                1,
                                until,
                                operator.publicKey()),
                        operator));
    }

    static Bytes hash(int number) {
        return Bytes.sha256(ByteBuffer.allocate(4).putInt(number).array());
    }

    Verified<OperatorNodeRecord> operatorNode(long version, Duration life) {
        return RecordSigner.sign(
                new OperatorNodeRecord(
                        id(operator, ACME),
                        operator.publicKey(),
                        root.publicKey(),
                        version,
                        NOW.plus(life)),
                root);
    }

    Verified<NodeRecord> node(IdentityKey key, DomainId domain, long version, Duration life) {
        return node(key, domain, Set.of(Role.USER), version, life);
    }

    Verified<NodeRecord> node(
            IdentityKey key, DomainId domain, Set<Role> roles, long version, Duration life) {
        return RecordSigner.sign(
                new NodeRecord(
                        id(key, domain),
                        key.publicKey(),
                        roles,
                        List.of(),
                        "",
                        version,
                        NOW.plus(life),
                        operator.publicKey()),
                operator);
    }

    Verified<NodeInfoRecord> info(
            IdentityKey key, DomainId domain, long version, Duration life, Bytes... places) {
        return RecordSigner.sign(
                new NodeInfoRecord(
                        id(key, domain),
                        key.publicKey(),
                        version,
                        NOW.plus(life),
                        List.of(places),
                        Bytes.copyOf(new byte[] {1, 2, 3}),
                        Instant.EPOCH),
                key);
    }

    Verified<DeviceRecord> device(DhtKey key, Bytes name, int length, long version, Duration life) {
        return RecordSigner.sign(
                new DeviceRecord(
                        key,
                        name,
                        Bytes.owning(new byte[length]),
                        version,
                        NOW.plus(life),
                        operator.publicKey()),
                operator);
    }

    Verified<SuperNodeRecord> superNode(IdentityKey key, KeyRange range, long plan) {
        return RecordSigner.sign(
                new SuperNodeRecord(
                        id(key, ACME),
                        key.publicKey(),
                        KeyRanges.of(List.of(range)),
                        KeyRanges.NONE,
                        KeyRanges.NONE,
                        plan,
                        List.of(),
                        1,
                        NOW.plus(LONG),
                        operator.publicKey()),
                operator);
    }

    Verified<DomainRecord> quota(DomainId domain, int quota, long version) {
        return RecordSigner.sign(
                new DomainRecord(domain, quota, version, NOW.plus(LONG), operator.publicKey()),
                operator);
    }

    Verified<RevocationListRecord> revocations(long number, IdentityKey... keys) {
        Set<Bytes> hashes = new HashSet<>();
        List.of(keys).forEach(key -> hashes.add(key.publicKey().hash()));
        return RecordSigner.sign(
                new RevocationListRecord(
                        number, hashes, number, NOW.plus(LONG), operator.publicKey()),
                operator);
    }

    Verified<TombstoneRecord> removal(
            RecordKind kind, DhtKey key, long version, Duration life, IdentityKey signer) {
        return RecordSigner.sign(
                new TombstoneRecord(
                        kind, key, Set.of(), version, NOW.plus(life), signer.publicKey()),
                signer);
    }

    /** An operator's removal of what was found at {@code places} too. */
    Verified<TombstoneRecord> removal(DhtKey device, Set<Bytes> places, long version) {
        return RecordSigner.sign(
                new TombstoneRecord(
                        RecordKind.DEVICE,
                        device,
                        places,
                        version,
                        NOW.plus(LONG),
                        operator.publicKey()),
                operator);
    }

    /** The other end of a link whose first frame showed this Node record. */
    static LinkPeer link(IdentityKey key, Optional<Verified<NodeRecord>> node) {
        return new LinkPeer(key.publicKey(), node, Optional.empty(), Duration.ZERO, 0);
    }

    Offer offer(Verified<? extends RecordBody> record) {
        return new Offer(operatorPeer, record);
    }

    static Offer own(IdentityKey key, DomainId domain, Verified<? extends RecordBody> record) {
        return new Offer(peer(key, domain, Set.of(Role.TUNNEL)), record);
    }
}
