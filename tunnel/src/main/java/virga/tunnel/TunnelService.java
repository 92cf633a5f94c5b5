package virga.tunnel;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import virga.actors.node.NodeContext;
import virga.actors.node.NodeService;
import virga.actors.settings.NodeLimits;
import virga.protocol.identity.Role;
import virga.tunnel.bridge.BridgeLoops;
import virga.tunnel.bridge.BridgeSettings;
import virga.tunnel.device.AddressMemory;
import virga.tunnel.device.AddressSearchActor;
import virga.tunnel.device.NeighbourTable;
import virga.tunnel.device.Poke;
import virga.tunnel.location.LocationActor;
import virga.tunnel.open.TunnelsActor;
import virga.tunnel.serve.ServeActor;
import virga.tunnel.serve.ServeSettings;
import virga.tunnel.serve.TunnelLog;
import virga.tunnel.serve.TunnelLogActor;
import virga.tunnel.socks.ProxyActor;

/**
 * What the roles tunnel and user add to one node. The stages complete when the node has started its
 * services; those of a role that the node does not have never do.
 */
public final class TunnelService {
    private static final Duration BACK_OFF_MIN = Duration.ofMillis(200);
    private static final Duration BACK_OFF_MAX = Duration.ofSeconds(30);
    private static final double BACK_OFF_JITTER = 0.2;

    private final Set<Role> roles;
    private final CompletableFuture<ActorRef<LocationActor.Command>> locations =
            new CompletableFuture<>();
    private final CompletableFuture<ActorRef<TunnelLogActor.Command>> log =
            new CompletableFuture<>();
    private final CompletableFuture<ActorRef<ServeActor.Command>> serve = new CompletableFuture<>();
    private final CompletableFuture<ActorRef<TunnelsActor.Command>> tunnels =
            new CompletableFuture<>();
    private final CompletableFuture<ActorRef<ProxyActor.Command>> proxy = new CompletableFuture<>();

    public TunnelService(Set<Role> roles) {
        this.roles = Set.copyOf(roles);
    }

    /** To be given to the node's guardian; empty for a node with neither role. */
    public List<NodeService> services() {
        return roles.contains(Role.TUNNEL) || roles.contains(Role.USER)
                ? List.of(new NodeService("tunnel", this::behavior))
                : List.of();
    }

    /** Where this machine is; of both roles. */
    public CompletionStage<ActorRef<LocationActor.Command>> locations() {
        return locations;
    }

    /** Who was carried; of the tunnel role. */
    public CompletionStage<ActorRef<TunnelLogActor.Command>> log() {
        return log;
    }

    /** How many are carried; of the tunnel role. */
    public CompletionStage<ActorRef<ServeActor.Command>> serve() {
        return serve;
    }

    /** Tunnels and devices; of the user role. */
    public CompletionStage<ActorRef<TunnelsActor.Command>> tunnels() {
        return tunnels;
    }

    /** SOCKS5 doors; of the user role. */
    public CompletionStage<ActorRef<ProxyActor.Command>> proxy() {
        return proxy;
    }

    private Behavior<Void> behavior(NodeContext node) {
        return Behaviors.setup(
                context -> {
                    start(context, node);
                    return Behaviors.empty();
                });
    }

    private void start(ActorContext<Void> context, NodeContext node) {
        NodeLimits limits = node.settings().limits();
        BridgeLoops bridges =
                new BridgeLoops(
                        new BridgeSettings(
                                limits.tunnelIdleMax(),
                                BridgeSettings.DEFAULT.halfClosedIdleMax(),
                                limits.tunnelLifeMax(),
                                limits.tunnelBytesMax()));
        ActorRef<LocationActor.Command> where =
                spawn(
                        context,
                        LocationActor.create(node, LocationActor.Machine.ofSystem()),
                        "locations");
        if (roles.contains(Role.TUNNEL)) {
            serve(context, node, bridges, where);
        }
        if (roles.contains(Role.USER)) {
            tunnels.complete(spawn(context, TunnelsActor.create(node, bridges), "tunnels"));
            proxy.complete(spawn(context, ProxyActor.create(node, bridges), "proxy"));
        }
        locations.complete(where);
    }

    private void serve(
            ActorContext<Void> context,
            NodeContext node,
            BridgeLoops bridges,
            ActorRef<LocationActor.Command> where) {
        AddressMemory memory = new AddressMemory(node.database(), node.writes());
        AddressSearchActor.Machine machine =
                new AddressSearchActor.Machine(
                        NeighbourTable.ofSystem(),
                        Poke.ofSystem(),
                        memory,
                        node.clock(),
                        node.blocking());
        ActorRef<AddressSearchActor.Command> addresses =
                spawn(context, AddressSearchActor.create(machine), "addresses");
        TunnelLog entries = new TunnelLog(node.database(), node.writes());
        ServeActor.Parts parts =
                new ServeActor.Parts(
                        node,
                        ServeSettings.of(node.settings()),
                        bridges,
                        entries,
                        where,
                        addresses);
        serve.complete(spawn(context, ServeActor.create(parts), "serve"));
        log.complete(spawn(context, TunnelLogActor.create(entries, node.blocking()), "tunnel-log"));
    }

    private static <T> ActorRef<T> spawn(
            ActorContext<Void> context, Behavior<T> behavior, String name) {
        return context.spawn(
                Behaviors.supervise(behavior)
                        .onFailure(
                                SupervisorStrategy.restartWithBackoff(
                                        BACK_OFF_MIN, BACK_OFF_MAX, BACK_OFF_JITTER)),
                name);
    }
}
