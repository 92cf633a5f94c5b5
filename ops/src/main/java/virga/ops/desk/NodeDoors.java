package virga.ops.desk;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import virga.actors.node.NodeService;
import virga.tunnel.TunnelService;

/**
 * The services of one node by their names, for whoever commands the node from outside. A service
 * that restarts keeps its door. Thread safe.
 */
public final class NodeDoors {
    private final Map<String, CompletableFuture<ActorRef<Object>>> doors =
            new ConcurrentHashMap<>();
    private final TunnelService tunnel;

    /** {@code tunnel} has doors of its own. */
    public NodeDoors(TunnelService tunnel) {
        this.tunnel = tunnel;
    }

    /** The doors of the roles user and tunnel. */
    public TunnelService tunnel() {
        return tunnel;
    }

    /** The same services, each noted here when it starts. */
    public List<NodeService> noting(List<NodeService> services) {
        return services.stream().map(this::noting).toList();
    }

    /** Completes when every service that was noted has started once. */
    public CompletableFuture<Void> opened() {
        return CompletableFuture.allOf(doors.values().toArray(CompletableFuture[]::new));
    }

    /**
     * Where the service called {@code name} takes commands; {@code commands} is its command type.
     * Empty where the node's roles do not include it, or before it has started.
     */
    public <T> Optional<ActorRef<T>> find(String name, Class<T> commands) {
        CompletableFuture<ActorRef<Object>> door = doors.get(name);
        return door == null || !door.isDone()
                ? Optional.empty()
                : Optional.of(door.resultNow().narrow());
    }

    private NodeService noting(NodeService service) {
        CompletableFuture<ActorRef<Object>> door = new CompletableFuture<>();
        doors.put(service.name(), door);
        return new NodeService(
                service.name(), context -> noting(service.behavior().apply(context), door));
    }

    private static <T> Behavior<T> noting(
            Behavior<T> behavior, CompletableFuture<ActorRef<Object>> door) {
        return Behaviors.setup(
                actor -> {
                    door.complete(actor.getSelf().unsafeUpcast());
                    return behavior;
                });
    }
}
