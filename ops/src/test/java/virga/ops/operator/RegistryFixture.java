package virga.ops.operator;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import virga.ops.operator.admission.AdmissionDesk;
import virga.ops.operator.registry.DeviceText;
import virga.ops.operator.registry.Network;
import virga.ops.operator.registry.OperatorIdentity;
import virga.ops.operator.registry.Registry;
import virga.ops.operator.registry.StaticRecord;
import virga.ops.operator.registry.database.RegistryPlace;
import virga.protocol.Bytes;
import virga.protocol.carrier.Candidate;
import virga.protocol.identity.Ed25519;
import virga.protocol.identity.IdentityKey;
import virga.protocol.identity.NodeId;
import virga.protocol.identity.PublicKey;
import virga.protocol.identity.Role;
import virga.protocol.message.Message;
import virga.protocol.record.RecordBody;
import virga.protocol.record.RecordBody.OperatorNodeRecord;
import virga.protocol.record.RecordVerifier;
import virga.protocol.record.SignedRecord;
import virga.protocol.record.Verified;

/** A begun registry in a folder of the test, with the clock in the test's hand. */
final class RegistryFixture implements AutoCloseable {
    static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
    static final Candidate ADDRESS = Candidate.direct("127.0.0.1", 7000);

    final IdentityKey root;
    final OperatorIdentity identity;
    final Registry registry;
    final OperatorCommands commands;
    final AdmissionDesk desk;
    final NodeId self;
    Instant now = START;

    private RegistryFixture(RegistryPlace place, OperatorIdentity identity, IdentityKey root) {
        this.root = root;
        this.identity = identity;
        this.registry = Registry.open(place, Runnable::run);
        this.commands = new OperatorCommands(registry, identity);
        this.desk = new AdmissionDesk(identity);
        NetworkStart start = new NetworkStart(identity);
        Network network = done(registry.change(tables -> start.vouch(tables, root, now)));
        NetworkStart.Self node = new NetworkStart.Self(Set.of(Role.OPERATOR), List.of(), "hub");
        done(registry.change(tables -> start.register(tables, node, now)));
        this.self = NodeId.of(network.domain(), identity.publicKey());
    }

    static RegistryPlace inFile(Path folder) {
        return new RegistryPlace.InFile(folder.resolve("registry.db"));
    }

    static RegistryFixture begin(Path folder) {
        return begin(inFile(folder));
    }

    static RegistryFixture begin(RegistryPlace place) {
        return new RegistryFixture(
                place, new OperatorIdentity(newKey(), new SecureRandom()), newKey());
    }

    /** The same network after a restart. */
    RegistryFixture reopened(RegistryPlace place) {
        registry.close();
        return new RegistryFixture(place, identity, root);
    }

    static IdentityKey newKey() {
        return IdentityKey.generate(new SecureRandom(), Ed25519.best());
    }

    static PublicKey newPublicKey() {
        return newKey().publicKey();
    }

    static <T> T done(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    void addDomain(String name) {
        done(commands.addDomain(name, now));
    }

    /** A token's secret. */
    Bytes token(String domain, int uses, Role... roles) {
        TokenRequest request =
                new TokenRequest(
                        domain, Set.of(roles), uses, Duration.ofHours(24), List.of("hall"));
        DomainRegistration domains = new DomainRegistration(identity);
        return done(registry.change(tables -> domains.createToken(tables, request, now))).secret();
    }

    AdmissionDesk.Result admit(PublicKey key, Bytes secret, String name, Role... roles) {
        Message.Admit question = new Message.Admit(secret, Set.of(roles), List.of(), name);
        return done(registry.change(tables -> desk.admit(tables, key, question, now)));
    }

    Optional<Message.Answer> answer(PublicKey key, Bytes secret, String name, Role... roles) {
        return admit(key, secret, name, roles).answer();
    }

    List<AppliedDevice> apply(boolean replace, DeviceText... devices) {
        return done(commands.applyDevices(List.of(devices), replace, now));
    }

    static DeviceText device(String name, String domain, String mac) {
        return new DeviceText(
                name,
                domain,
                Optional.of(mac),
                Optional.empty(),
                "label:hall",
                List.of("631/ipp"),
                List.of(),
                List.of());
    }

    List<StaticRecord> recordsSince(long change) {
        return done(registry.read(tables -> tables.records().since(change, now, 10_000)));
    }

    long lastChange() {
        return done(registry.read(tables -> tables.records().lastChange()));
    }

    /** What a node that trusts this network believes of a record; fails where it does not. */
    <T extends RecordBody> T believed(SignedRecord record, Class<T> type) {
        RecordVerifier verifier = new RecordVerifier(root.publicKey().hash(), Ed25519.best());
        for (StaticRecord each : recordsSince(0)) {
            verifier.verify(each.signed(), OperatorNodeRecord.class, now)
                    .accepted()
                    .ifPresent(operator -> verifier.learn(operator, now));
        }
        return verifier.verify(record, type, now).accepted().map(Verified::body).orElseThrow();
    }

    @Override
    public void close() {
        registry.close();
    }
}
