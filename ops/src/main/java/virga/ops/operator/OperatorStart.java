package virga.ops.operator;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import virga.actors.node.NodeHome;
import virga.actors.settings.NodeSettings;
import virga.ops.operator.registry.DomainEntry;
import virga.ops.operator.registry.Network;
import virga.ops.operator.registry.OperatorException;
import virga.ops.operator.registry.OperatorIdentity;
import virga.ops.operator.registry.RecordLife;
import virga.ops.operator.registry.Registry;
import virga.ops.operator.registry.RegistryTables;
import virga.ops.operator.registry.StaticRecord;
import virga.ops.operator.registry.database.PostgresUrl;
import virga.ops.operator.registry.database.RegistryPlace;
import virga.protocol.Bytes;
import virga.protocol.identity.Ed25519;
import virga.protocol.identity.IdentityKey;
import virga.protocol.identity.NodeId;
import virga.protocol.identity.RootKeyFile;
import virga.protocol.membership.Membership;
import virga.protocol.membership.MembershipFile;
import virga.protocol.record.DhtKey;
import virga.protocol.record.DomainKey;
import virga.protocol.record.RecordBody.NodeRecord;
import virga.protocol.record.RecordBody.OperatorNodeRecord;
import virga.protocol.record.RecordKind;
import virga.protocol.record.RecordVerifier;
import virga.protocol.record.SignedRecord;
import virga.protocol.record.Verified;

/**
 * Makes a home an operator's and opens it again. Blocks, and is for the launcher and the command
 * line, before the node's actors run. The operator key is the node's own {@code key.pem}; the root
 * key signs that key's OperatorNode record and is needed for nothing else. What stands in the way
 * is an {@link OperatorException} with a line for the person.
 */
public final class OperatorStart {
    private final NodeHome home;
    private final RegistryPlace place;
    private final IdentityKey key;
    private final SecureRandom secrets;
    private final InstantSource clock;
    private final NetworkStart network;

    /** {@code server}: where the registry is when it is not the file of the home. */
    public OperatorStart(
            NodeHome home,
            Optional<PostgresUrl> server,
            IdentityKey key,
            SecureRandom secrets,
            InstantSource clock) {
        this.home = home;
        this.place =
                server.<RegistryPlace>map(RegistryPlace.OnServer::new)
                        .orElseGet(() -> new RegistryPlace.InFile(home.registryDatabase()));
        this.key = key;
        this.secrets = secrets;
        this.clock = clock;
        this.network = new NetworkStart(new OperatorIdentity(key, secrets));
    }

    /** {@code createdRoot}: the root key file is new and should go offline. */
    public record Made(NodeId node, Bytes rootPin, Path rootFile, boolean createdRoot) {}

    /**
     * A home that is ready to be an operator. {@code rootToMoveOffline} is there where the root key
     * was just made in the home, to be said once.
     */
    public record Opened(
            Registry registry, Membership membership, Optional<Path> rootToMoveOffline) {}

    /**
     * {@code virga operator init}: begins a network with the root key in {@code rootFile}, which is
     * made where it is missing, or vouches for this home's operator for another year. An empty
     * {@code passphrase} leaves a new root key unencrypted.
     */
    public Made init(Path rootFile, char[] passphrase) {
        refuseLostRegistry();
        boolean create = !Files.exists(rootFile);
        if (create) {
            refuseSecondRoot(rootFile);
        }
        IdentityKey root = create ? newRoot(rootFile, passphrase) : root(rootFile, passphrase);
        try (Registry registry = registry(Runnable::run)) {
            refuseOtherRegistry(registry);
            NodeId node = NodeId.of(vouch(registry, root).domain(), key.publicKey());
            return new Made(node, root.publicKey().hash(), rootFile, create);
        }
    }

    private Network vouch(Registry registry, IdentityKey root) {
        Instant now = clock.instant();
        return done(registry.change(tables -> network.vouch(tables, root, now)));
    }

    /**
     * Opens the registry for a node with the role operator; an empty home is made one first, with
     * the root key in the home. The membership is the operator's own and is written to the home.
     *
     * @param blocking runs what waits for the disk, as long as the registry is open
     */
    public Opened open(NodeSettings settings, Executor blocking) {
        refuseLostRegistry();
        Registry registry = registry(blocking);
        try {
            refuseOtherRegistry(registry);
            // Also where the process was killed while it began.
            boolean empty = isEmpty(registry);
            if (empty) {
                vouch(registry, rootInHome());
            }
            renewFromHome(registry);
            Membership membership = register(registry, settings);
            MembershipFile.write(home.membershipFile(), membership);
            return new Opened(
                    registry,
                    membership,
                    empty ? Optional.of(home.rootKeyFile()) : Optional.empty());
        } catch (IOException e) {
            registry.close();
            throw OperatorException.failed(
                    "cannot write " + home.membershipFile() + ": " + e.getMessage(),
                    "check the home's owner and the space on the disk");
        } catch (RuntimeException e) {
            registry.close();
            throw e;
        }
    }

    private Registry registry(Executor executor) {
        return Registry.open(place, executor);
    }

    /** A home that was an operator's and has no registry is not made a new network silently. */
    private void refuseLostRegistry() {
        if (Files.exists(home.membershipFile()) && fileIsMissing()) {
            throw OperatorException.failed(
                    "this home has a membership but no registry.db",
                    "restore the registry from a backup, or use an empty home for a new network");
        }
    }

    private boolean fileIsMissing() {
        return place instanceof RegistryPlace.InFile(Path file) && !Files.exists(file);
    }

    /** The same where it was emptied, or is another network's. */
    private void refuseOtherRegistry(Registry registry) {
        if (!Files.exists(home.membershipFile())) {
            return;
        }
        Optional<Network> network = done(registry.read(tables -> tables.networks().get()));
        if (network.isEmpty()) {
            throw OperatorException.failed(
                    "this home has a membership but nothing stands in its registry"
                            + (place instanceof RegistryPlace.OnServer ? " " + place : ".db"),
                    "restore the registry from a backup, or use an empty home for a new network");
        }
        Optional<Bytes> pin = ownPin();
        if (pin.isPresent() && !pin.get().equals(network.get().root().hash())) {
            throw OperatorException.refused(
                    "the registry " + place + " is another network's than this home's",
                    "name the registry of this home's network, or use an empty home");
        }
    }

    /** Of the root that this home's node trusts, where that can be read. */
    private Optional<Bytes> ownPin() {
        try {
            return switch (MembershipFile.read(
                    home.membershipFile(), key.publicKey(), Ed25519.best(), clock.instant())) {
                case MembershipFile.Found(Membership own) -> Optional.of(own.rootPin());
                case MembershipFile.ClockBehind(Membership own, var _) ->
                        Optional.of(own.rootPin());
                case MembershipFile.Missing _,
                        MembershipFile.Ended _,
                        MembershipFile.OtherKey _,
                        MembershipFile.Damaged _ ->
                        Optional.empty();
            };
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static boolean isEmpty(Registry registry) {
        return done(registry.read(tables -> tables.networks().get().isEmpty()));
    }

    /** A network has one root key: a mistyped name of its file does not make another. */
    private void refuseSecondRoot(Path rootFile) {
        if (fileIsMissing()) {
            return;
        }
        try (Registry registry = registry(Runnable::run)) {
            if (!isEmpty(registry)) {
                throw OperatorException.refused(
                        "there is no " + rootFile + ", and this home's network has its root key",
                        "name that key's file with --root, or use an empty home");
            }
        }
    }

    private IdentityKey rootInHome() {
        Path file = home.rootKeyFile();
        char[] none = new char[0];
        return Files.exists(file) ? root(file, none) : newRoot(file, none);
    }

    private IdentityKey newRoot(Path rootFile, char[] passphrase) {
        IdentityKey root = IdentityKey.generate(secrets, Ed25519.best());
        try {
            RootKeyFile.write(rootFile, root, passphrase, secrets);
            return root;
        } catch (IOException e) {
            String reason =
                    switch (e) {
                        case NoSuchFileException missing -> "its folder does not exist";
                        case AccessDeniedException denied -> "permission denied";
                        default -> e.getMessage();
                    };
            throw OperatorException.failed(
                    "cannot write the root key to " + rootFile + ": " + reason,
                    "name a file in a folder that you may write to");
        }
    }

    private static IdentityKey root(Path rootFile, char[] passphrase) {
        try {
            return switch (RootKeyFile.read(rootFile, passphrase, Ed25519.best())) {
                case RootKeyFile.Key(IdentityKey root) -> root;
                case RootKeyFile.PassphraseNeeded _ ->
                        throw OperatorException.refused(
                                rootFile + " is encrypted", "give its passphrase");
                case RootKeyFile.PassphraseWrong _ ->
                        throw OperatorException.refused(
                                "the passphrase does not open " + rootFile, "try again");
                case RootKeyFile.Damaged _ ->
                        throw OperatorException.failed(
                                rootFile + " holds no root key", "restore it from a backup");
            };
        } catch (IOException e) {
            throw OperatorException.failed(
                    "cannot read the root key: " + e.getMessage(),
                    "check that the file is there, and yours alone");
        }
    }

    /** Where the root key was left in the home in clear, it renews the operator's record. */
    private void renewFromHome(Registry registry) {
        Instant now = clock.instant();
        boolean due =
                done(
                        registry.read(
                                tables -> {
                                    Network begun = tables.network();
                                    network.refuseOtherOperator(tables);
                                    return operatorRecord(tables, begun)
                                            .filter(r -> !isDue(r, now))
                                            .isEmpty();
                                }));
        if (!due || !Files.exists(home.rootKeyFile())) {
            return;
        }
        try {
            if (RootKeyFile.read(home.rootKeyFile(), new char[0], Ed25519.best())
                    instanceof RootKeyFile.Key(IdentityKey root)) {
                done(registry.change(tables -> network.vouch(tables, root, now)));
            }
        } catch (IOException _) {
            // It may be on its way offline: whether the record still holds is found out next.
        }
    }

    private static boolean isDue(StaticRecord record, Instant now) {
        return RecordLife.isDue(record.expires(), NetworkStart.OPERATOR_LIFE, now);
    }

    private Optional<StaticRecord> operatorRecord(RegistryTables tables, Network begun)
            throws SQLException {
        NodeId self = NodeId.of(begun.domain(), key.publicKey());
        return tables.records().at(RecordKind.OPERATOR_NODE, DhtKey.of(self));
    }

    private record Own(
            Network network, DomainEntry domain, SignedRecord node, SignedRecord operator) {}

    private Membership register(Registry registry, NodeSettings settings) {
        Instant now = clock.instant();
        NetworkStart.Self self =
                new NetworkStart.Self(
                        settings.roles(),
                        settings.locationLabels().stream().map(label -> label.label()).toList(),
                        settings.name());
        Own own =
                done(
                        registry.change(
                                tables -> {
                                    Network begun = tables.network();
                                    SignedRecord node = network.register(tables, self, now);
                                    return new Own(
                                            begun,
                                            tables.domains().byId(begun.domain()).orElseThrow(),
                                            node,
                                            operatorRecord(tables, begun).orElseThrow().signed());
                                }));
        return membership(own, now);
    }

    private static Membership membership(Own own, Instant now) {
        Bytes pin = own.network().root().hash();
        RecordVerifier verifier = new RecordVerifier(pin, Ed25519.best());
        Verified<OperatorNodeRecord> operator =
                verifier.verify(own.operator(), OperatorNodeRecord.class, now)
                        .accepted()
                        .orElseThrow(OperatorStart::expired);
        verifier.learn(operator, now);
        Verified<NodeRecord> node =
                verifier.verify(own.node(), NodeRecord.class, now)
                        .accepted()
                        .orElseThrow(OperatorStart::expired);
        return new Membership(
                node,
                operator,
                pin,
                new DomainKey(own.domain().key()),
                own.domain().name(),
                List.of());
    }

    private static OperatorException expired() {
        return OperatorException.failed(
                "the operator's own record is not valid now",
                "check the clock; if it is right, renew it with the root key:"
                        + " virga operator init --root FILE");
    }

    private static <T> T done(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException e) {
            if (OperatorOutcome.<T>ofFault(e)
                    instanceof OperatorOutcome.Failed<T>(var kind, var message, var hint)) {
                throw new OperatorException(kind, message, hint);
            }
            throw e;
        }
    }
}
