package virga.tunnel.socks;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.PreRestart;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.socksx.v5.Socks5CommandStatus;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import virga.actors.node.NodeContext;
import virga.protocol.membership.Membership;
import virga.tunnel.bridge.BridgeLoops;
import virga.tunnel.open.DeviceName;
import virga.tunnel.open.Door;
import virga.tunnel.open.LocalListener;
import virga.tunnel.open.TunnelFailure;
import virga.tunnel.open.WayActor;

/** Opens SOCKS5 doors, and keeps a way to each device that somebody asked for through one. */
public final class ProxyActor {
    /** Listening doors at a time. */
    public static final int LISTENERS_MAX = 16;

    /** Devices and ports with a way; for one more the oldest without connections leaves. */
    public static final int WAYS_MAX = 1_024;

    private static final TunnelFailure FULL =
            new TunnelFailure(
                    TunnelFailure.Kind.FAILED, WAYS_MAX + " devices are in use", "close some");

    private static final Logger LOG = LoggerFactory.getLogger(ProxyActor.class);

    public sealed interface Command {}

    /**
     * Listens for SOCKS5 clients; who can connect there can use what this node can use. {@code
     * told} hears of connections that were refused, each kind once in a while; it must not block.
     */
    public record Open(
            InetSocketAddress listen, ActorRef<Opened> replyTo, Consumer<ToldRefusal> told)
            implements Command {}

    public sealed interface Opened {}

    public record Listening(String id, InetSocketAddress listen) implements Opened {}

    public record NotListening(TunnelFailure failure) implements Opened {}

    /** Accepts no more; what is carried stays. */
    public record Close(String id, ActorRef<Closed> replyTo) implements Command {}

    /** {@code found} is false where there is no such door. */
    public record Closed(boolean found) {}

    private record Bound(
            ActorRef<Opened> replyTo,
            ActorRef<RefusalsActor.Command> refusals,
            @Nullable LocalListener listener,
            @Nullable Throwable why)
            implements Command {}

    private record Wanted(DeviceName device, SocksArrival arrival) implements Command {}

    private record Entrance(LocalListener listener, ActorRef<RefusalsActor.Command> refusals) {}

    private record Way(Door door, ActorRef<WayActor.Command> actor) {}

    private final ActorContext<Command> context;
    private final NodeContext node;
    private final BridgeLoops bridges;
    private final SocksDoors doors = new SocksDoors();
    private final Map<DeviceName, Way> ways = new LinkedHashMap<>();
    private final Map<Long, Entrance> entrances = new TreeMap<>();
    private long lastId;
    private long lastWay;

    private ProxyActor(ActorContext<Command> context, NodeContext node, BridgeLoops bridges) {
        this.context = context;
        this.node = node;
        this.bridges = bridges;
    }

    public static Behavior<Command> create(NodeContext node, BridgeLoops bridges) {
        return Behaviors.setup(
                context -> {
                    ProxyActor proxy = new ProxyActor(context, node, bridges);
                    return Behaviors.receive(Command.class)
                            .onAnyMessage(proxy::onCommand)
                            .onSignal(PostStop.class, stopped -> proxy.end())
                            .onSignal(PreRestart.class, restarting -> proxy.end())
                            .build();
                });
    }

    private Behavior<Command> onCommand(Command command) {
        switch (command) {
            case Open open -> onOpen(open);
            case Close close -> onClose(close);
            case Bound bound -> onBound(bound);
            case Wanted wanted -> onWanted(wanted);
        }
        return Behaviors.same();
    }

    private void onOpen(Open open) {
        if (entrances.size() >= LISTENERS_MAX) {
            open.replyTo().tell(new NotListening(failure(LISTENERS_MAX + " doors are open")));
            return;
        }
        if (!open.listen().getAddress().isLoopbackAddress()) {
            LOG.atWarn().log("a SOCKS5 door without password is open to other machines");
        }
        ActorRef<RefusalsActor.Command> refusals =
                context.spawnAnonymous(RefusalsActor.create(open.told()));
        context.pipeToSelf(
                LocalListener.open(
                        node.eventLoops().group().next(),
                        open.listen(),
                        socket -> onAccepted(socket, refusals)),
                (listener, why) -> new Bound(open.replyTo(), refusals, listener, why));
    }

    private void onBound(Bound bound) {
        LocalListener listener = bound.listener();
        if (listener == null) {
            context.stop(bound.refusals());
            bound.replyTo().tell(new NotListening(TunnelFailure.notListening(bound.why())));
            return;
        }
        lastId++;
        entrances.put(lastId, new Entrance(listener, bound.refusals()));
        bound.replyTo().tell(new Listening(String.valueOf(lastId), listener.address()));
    }

    private static TunnelFailure failure(String message) {
        return new TunnelFailure(
                TunnelFailure.Kind.FAILED, message, "choose another address with --listen");
    }

    /** On the listener's event loop. */
    private void onAccepted(SocketChannel socket, ActorRef<RefusalsActor.Command> refusals) {
        EventLoop loop = node.eventLoops().group().next();
        SocksHandshake.on(socket, new Guest(socket, refusals));
        loop.register(socket)
                .addListener(
                        registered -> {
                            if (registered.isSuccess()) {
                                // Before it is registered a channel refuses to read.
                                socket.config().setAutoRead(true);
                            } else {
                                socket.unsafe().closeForcibly();
                            }
                        });
    }

    /** What one program asks for; on its socket's event loop. */
    private final class Guest implements SocksHandshake.Asked {
        private final SocketChannel socket;
        private final ActorRef<RefusalsActor.Command> refusals;

        Guest(SocketChannel socket, ActorRef<RefusalsActor.Command> refusals) {
            this.socket = socket;
            this.refusals = refusals;
        }

        @Override
        public void refused(String who, TunnelFailure why) {
            refusals.tell(new RefusalsActor.Refused(new SocksRefusal(who, why)));
        }

        @Override
        public void connect(SocksHandshake handshake, String host, int port) {
            String asked = host + ":" + port;
            Optional<String> domain = node.membership().current().map(Membership::domainName);
            Optional<String> name = domain.flatMap(own -> SocksName.device(host, own));
            if (name.isEmpty() || port < 1) {
                refused(asked, domain.map(SocksWords::notOfTheDomain).orElse(SocksWords.NO_DOMAIN));
                SocksHandshake.refuse(socket, Socks5CommandStatus.FORBIDDEN);
                return;
            }
            DeviceName device = new DeviceName(name.get(), OptionalInt.of(port));
            SocksArrival arrival = new SocksArrival(socket, handshake, why -> refused(asked, why));
            doors.to(device)
                    .ifPresentOrElse(
                            door -> door.carry(arrival),
                            () -> context.getSelf().tell(new Wanted(device, arrival)));
        }
    }

    private void onWanted(Wanted wanted) {
        Way way = ways.get(wanted.device());
        if (way == null && !makeRoom()) {
            wanted.arrival().refused(FULL);
            return;
        }
        if (way == null) {
            way = open(wanted.device());
        }
        Door door = way.door();
        wanted.arrival().socket().eventLoop().execute(() -> door.carry(wanted.arrival()));
    }

    private Way open(DeviceName device) {
        Door door = new Door(bridges, node.settings().limits().tunnelConnectionsMax());
        lastWay++;
        ActorRef<WayActor.Command> actor =
                door.keepBy(
                        context,
                        WayActor.create(new WayActor.Parts(node, device, Optional.empty(), door)),
                        "way-" + lastWay);
        Way way = new Way(door, actor);
        ways.put(device, way);
        doors.put(device, door);
        return way;
    }

    /**
     * Names that do not exist are asked for too: the oldest way without connections goes. False
     * where all have some.
     */
    private boolean makeRoom() {
        if (ways.size() < WAYS_MAX) {
            return true;
        }
        Optional<DeviceName> oldest =
                ways.entrySet().stream()
                        .filter(each -> each.getValue().door().connections() == 0)
                        .map(Map.Entry::getKey)
                        .findFirst();
        oldest.ifPresent(this::closeWay);
        return oldest.isPresent();
    }

    private void closeWay(DeviceName device) {
        Way way = ways.remove(device);
        doors.remove(device);
        if (way != null) {
            way.door().shut();
            context.stop(way.actor());
        }
    }

    private void onClose(Close close) {
        Entrance entrance = remove(close.id());
        if (entrance != null) {
            entrance.listener().close();
            context.stop(entrance.refusals());
        }
        close.replyTo().tell(new Closed(entrance != null));
    }

    private @Nullable Entrance remove(String id) {
        try {
            return entrances.remove(Long.parseLong(id));
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }

    private Behavior<Command> end() {
        entrances.values().forEach(each -> each.listener().close());
        ways.values().forEach(way -> way.door().shut());
        return Behaviors.same();
    }
}
