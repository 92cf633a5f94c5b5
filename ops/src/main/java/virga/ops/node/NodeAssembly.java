package virga.ops.node;

import akka.actor.typed.ActorRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import virga.actors.directory.PeerCache;
import virga.actors.node.GuardianActor;
import virga.actors.node.NodeHome;
import virga.actors.node.NodeService;
import virga.actors.node.NodeStart;
import virga.actors.settings.NodeSettings;
import virga.actors.settings.OwnMembership;
import virga.actors.sqlite.SqliteException;
import virga.actors.sqlite.SqliteFile;
import virga.ops.admin.AdminListener;
import virga.ops.config.ConfigFile;
import virga.ops.config.NodeFlags;
import virga.ops.desk.AdminActor;
import virga.ops.desk.NodeDoors;
import virga.ops.desk.OperatorProblem;
import virga.ops.operator.OperatorService;
import virga.ops.operator.OperatorStart;
import virga.ops.operator.registry.OperatorException;
import virga.ops.operator.registry.database.PostgresUrl;
import virga.ops.problem.Problem;
import virga.ops.problem.ProblemException;
import virga.protocol.identity.Ed25519;
import virga.protocol.identity.IdentityKey;
import virga.protocol.identity.IdentityKeyFile;
import virga.protocol.identity.Role;
import virga.protocol.link.ListenException;
import virga.protocol.membership.JoinToken;
import virga.protocol.membership.Membership;
import virga.protocol.membership.MembershipFile;
import virga.protocol.membership.RevocationsFile;
import virga.protocol.record.RecordVerifier;
import virga.supernode.SuperService;
import virga.supernode.store.StoreSettings;
import virga.tunnel.TunnelService;

/**
 * Makes one node out of a home and flags: takes hold of the home, makes or reads the key, finds its
 * admission or asks for it, and starts its guardian with the services of its roles.
 */
public final class NodeAssembly {
    private final NodeFlags flags;
    private final Consumer<String> say;
    private final List<AutoCloseable> owned = new ArrayList<>();

    /** {@code say} is given lines for the person who started the node. */
    public NodeAssembly(NodeFlags flags, Consumer<String> say) {
        this.flags = flags;
        this.say = say;
    }

    /** All that a node is started with. */
    private record Parts(
            NodeHome home, NodeSettings settings, IdentityKey key, Membership membership) {}

    RunningNode start(Nodes nodes) {
        try {
            return assemble(nodes);
        } catch (RuntimeException e) {
            owned.reversed().forEach(RunningNode::end);
            throw e;
        }
    }

    private RunningNode assemble(Nodes nodes) {
        ConfigFile config = ConfigFile.read(flags);
        NodeHome home = HomeHold.open(flags.home());
        owned.add(HomeHold.take(home));
        refuseNewer(() -> SqliteFile.refuseNewer(home.database(), PeerCache.MIGRATIONS.size()));
        boolean joins = !Files.exists(home.membershipFile());
        // Read before the key is made: a mistyped token leaves nothing behind. Its file may be gone
        // once it has served.
        Optional<JoinToken> token =
                config.join().filter(text -> joins || !TokenText.isGone(text)).map(TokenText::read);
        IdentityKey key = key(home, nodes);
        HomeAdmission admission = new HomeAdmission(home, key, nodes.clock().instant(), say);
        LastListener last = new LastListener(home, say);
        NodeSettings settings = settings(config, admission, last);
        boolean operator = settings.roles().contains(Role.OPERATOR);
        if (operator && token.isPresent()) {
            say.accept("an operator joins nobody; the token is not used");
        }
        List<NodeService> services = new ArrayList<>();
        Parts parts =
                operator
                        ? operator(admission, config.registry(), settings, nodes, services)
                        : member(admission, config, settings, token, nodes);
        Set<Role> roles = parts.settings().roles();
        TunnelService tunnel = new TunnelService(roles);
        NodeDoors doors = new NodeDoors(tunnel);
        if (roles.contains(Role.SUPER) || roles.contains(Role.OPERATOR)) {
            refuseNewer(() -> SuperService.check(home));
            sayCutCache(settings);
            // An operator holds every key until supers join.
            services.addAll(SuperService.services());
        }
        services.addAll(tunnel.services());
        services.add(AdminActor.service(doors, System::nanoTime));
        RunningNode node = run(parts, doors.noting(services), doors, nodes);
        last.keep(node.context());
        return node;
    }

    private void sayCutCache(NodeSettings settings) {
        long heapBytes = Runtime.getRuntime().maxMemory();
        if (StoreSettings.cutsCache(settings.limits(), heapBytes)) {
            say.accept(
                    "limits.store-cache is more than half of the heap: takes that, "
                            + ((heapBytes / 2) >> 20)
                            + " MiB; give a larger heap in VIRGA_JAVA_OPTS, or set less");
        }
    }

    /** What is learnt from a look at a database before anything is done with it. */
    private static void refuseNewer(Runnable look) {
        try {
            look.run();
        } catch (SqliteException e) {
            throw new ProblemException(
                    Problem.failed(
                            String.valueOf(e.getMessage()), "use that one, or move the file away"),
                    e);
        }
    }

    private IdentityKey key(NodeHome home, Nodes nodes) {
        try {
            IdentityKeyFile.Opened opened =
                    IdentityKeyFile.open(
                            home.keyFile(),
                            Ed25519.best(),
                            nodes.random(),
                            nodes.clock().instant());
            opened.damaged()
                    .ifPresent(
                            aside ->
                                    say.accept(
                                            "the key was damaged and lies at "
                                                    + aside
                                                    + " now; a new one was made, which must be"
                                                    + " admitted again"));
            if (opened.created() && opened.damaged().isEmpty()) {
                say.accept("made the node's key in " + home.keyFile());
            }
            return opened.key();
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.failed(
                            "the node's key cannot be used: " + e.getMessage(),
                            "see `virga doctor`"),
                    e);
        }
    }

    private Parts operator(
            HomeAdmission admission,
            Optional<PostgresUrl> registry,
            NodeSettings settings,
            Nodes nodes,
            List<NodeService> services) {
        NodeHome home = admission.home();
        IdentityKey key = admission.key();
        try {
            OperatorStart.Opened opened =
                    new OperatorStart(
                                    home,
                                    registry.map(url -> url.with(nodes.environment())),
                                    key,
                                    nodes.random(),
                                    nodes.clock())
                            .open(settings, nodes.blocking());
            owned.add(opened.registry());
            opened.rootToMoveOffline().ifPresent(this::sayMoveOffline);
            services.addAll(OperatorService.services(opened.registry(), operator -> {}));
            return new Parts(home, settings, key, opened.membership());
        } catch (OperatorException e) {
            throw new ProblemException(OperatorProblem.of(e), e);
        }
    }

    private void sayMoveOffline(Path root) {
        say.accept(
                "began a new network; its root key is in "
                        + root
                        + ": move it offline, it signs nothing but operators");
    }

    private Parts member(
            HomeAdmission admission,
            ConfigFile config,
            NodeSettings settings,
            Optional<JoinToken> token,
            Nodes nodes) {
        NodeHome home = admission.home();
        IdentityKey key = admission.key();
        Optional<Membership> known = admission.known(config.join().isPresent());
        if (known.isEmpty()) {
            JoinToken shown =
                    token.or(() -> config.join().map(TokenText::read))
                            .orElseThrow(() -> JoinProblem.noToken().asException());
            Membership joined = new Joining(key, nodes.links()).join(shown, settings);
            admission.write(joined);
            return new Parts(home, settings, key, joined);
        }
        token.ifPresent(shown -> notUsed(shown, known.get()));
        Set<Role> granted = known.get().node().body().roles();
        if (!granted.containsAll(settings.roles())) {
            throw Problem.refused(
                            "this node was admitted for the roles "
                                    + words(granted)
                                    + " and not for "
                                    + words(settings.roles()),
                            "ask for those with --roles, or join with another token in a new home")
                    .asException();
        }
        String name = known.get().node().body().name();
        if (!settings.name().isEmpty() && !settings.name().equals(name)) {
            throw Problem.refused(
                            "this node was admitted "
                                    + (name.isEmpty() ? "without a name" : "with the name " + name)
                                    + " and not as "
                                    + settings.name(),
                            "leave --name out, or join with another token in a new home")
                    .asException();
        }
        return new Parts(home, settings, key, known.get());
    }

    /** Who shows the token of another network means another home. */
    private void notUsed(JoinToken token, Membership membership) {
        boolean same =
                token.rootPin().equals(membership.rootPin())
                        && token.domain().equals(membership.id().domain());
        if (!same) {
            throw Problem.refused(
                            "this home is already a node of " + membership.domainName(),
                            "use another --home")
                    .asException();
        }
        say.accept("already admitted; the token is not used");
    }

    /**
     * Where nothing says them, roles and location labels are those it was admitted with, and it
     * listens where it listened last.
     */
    private NodeSettings settings(ConfigFile config, HomeAdmission admission, LastListener last) {
        Map<String, Object> admitted = new HashMap<>();
        Set<Role> roles = admission.roles(config.registry().isPresent());
        if (!config.says("roles") && !roles.isEmpty()) {
            admitted.put("roles", roles.stream().map(Role::word).sorted().toList());
        }
        if (!config.says("location-label") && !admission.labels().isEmpty()) {
            admitted.put("location-label", admission.labels());
        }
        NodeSettings settings = admitted.isEmpty() ? config.settings() : having(admitted);
        return config.says("listen") ? settings : last.again(settings);
    }

    private NodeSettings having(Map<String, Object> admitted) {
        Map<String, Object> keys = new HashMap<>(flags.keys());
        keys.putAll(admitted);
        return ConfigFile.read(new NodeFlags(flags.home(), flags.file(), flags.join(), keys))
                .settings();
    }

    private RunningNode run(Parts parts, List<NodeService> services, NodeDoors doors, Nodes nodes) {
        String name = parts.membership().id().keyHash().toHex();
        RecordVerifier verifier = verifier(parts, nodes.clock().instant());
        GuardianActor.Started started =
                nodes.start(name, onReady -> start(parts, verifier, services, nodes, onReady));
        return switch (started) {
            case GuardianActor.NotReady(String line) ->
                    throw Problem.failed(line, hint(line)).asException();
            case GuardianActor.Ready ready -> {
                owned.add(() -> nodes.stop(name, ready.written()));
                owned.add(admin(parts.home(), doors, nodes));
                yield new RunningNode(ready.context(), doors, owned.reversed());
            }
        };
    }

    private static String hint(String line) {
        boolean listener =
                Arrays.stream(ListenException.Reason.values())
                        .anyMatch(reason -> line.startsWith(reason.hint()));
        return listener ? "name another address with --listen" : "see the node's log";
    }

    private static NodeStart start(
            Parts parts,
            RecordVerifier verifier,
            List<NodeService> services,
            Nodes nodes,
            ActorRef<GuardianActor.Started> onReady) {
        Membership membership = parts.membership();
        return new NodeStart(
                parts.settings(),
                parts.home(),
                parts.key(),
                new OwnMembership(
                        Optional.of(membership),
                        renewed -> MembershipFile.write(parts.home().membershipFile(), renewed)),
                verifier,
                nodes.links(),
                nodes.blocking(),
                services,
                onReady);
    }

    /** What was revoked as far as this node knew when it last ran is in force before any link. */
    private RecordVerifier verifier(Parts parts, Instant now) {
        Membership membership = parts.membership();
        RecordVerifier verifier = new RecordVerifier(membership.rootPin(), Ed25519.best());
        verifier.learn(membership.operatorNode(), now);
        Path file = parts.home().revocationsFile();
        try {
            RevocationsFile.restore(file, verifier, now)
                    .ifPresent(
                            aside ->
                                    say.accept(
                                            "what was known of revoked keys was damaged and lies at"
                                                    + " "
                                                    + aside
                                                    + " now; it is asked for anew"));
            return verifier;
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.failed(
                            "what is known of revoked keys cannot be read: " + e.getMessage(),
                            "check the owner and the mode of " + file),
                    e);
        }
    }

    private static AdminListener admin(NodeHome home, NodeDoors doors, Nodes nodes) {
        nodes.await(doors.opened(), Nodes.START_TIMEOUT);
        ActorRef<AdminActor.Command> admin =
                doors.find(AdminActor.NAME, AdminActor.Command.class)
                        .orElseThrow(() -> new IllegalStateException("every node has an admin"));
        try {
            return AdminListener.open(
                    home.folder(),
                    nodes.environment(),
                    (request, session) -> admin.tell(new AdminActor.Handle(request, session)),
                    nodes.blocking());
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.failed(
                            "the admin socket cannot be opened: " + e.getMessage(),
                            "name a home with a shorter path with --home"),
                    e);
        }
    }

    private static String words(Set<Role> roles) {
        return String.join(",", EnumSet.copyOf(roles).stream().map(Role::word).toList());
    }
}
