package virga.tunnel.open;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.PreRestart;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import virga.actors.node.NodeContext;
import virga.tunnel.bridge.BridgeLoops;

/** Opens, lists and closes the tunnels of this node, and reopens those that were saved. */
public final class TunnelsActor {
    /** Tunnels open at a time. */
    public static final int TUNNELS_MAX = 1_024;

    /** Lists of devices under way at a time. */
    private static final int LISTINGS_MAX = 16;

    private static final Logger LOG = LoggerFactory.getLogger(TunnelsActor.class);

    public sealed interface Command {}

    public record Open(TunnelSpec spec, ActorRef<OpenEvent> replyTo) implements Command {}

    /** Ends the tunnel and its connections, and forgets it where it was saved. */
    public record Close(String id, ActorRef<Closed> replyTo) implements Command {}

    /** {@code found} is false where there is no such tunnel. */
    public record Closed(boolean found) {}

    public record ShowTunnels(ActorRef<Tunnels> replyTo) implements Command {}

    public record Tunnels(List<TunnelView> tunnels) {
        public Tunnels {
            tunnels = List.copyOf(tunnels);
        }
    }

    /** The devices of this node's domain, and who can reach them now. */
    public record ShowDevices(ActorRef<DeviceListing.Result> replyTo) implements Command {}

    private record Loaded(@Nullable List<SavedTunnels.Saved> saved, @Nullable Throwable why)
            implements Command {}

    private record Progressed(Opening opening, WayProgress progress) implements Command {}

    private record Listening(
            Opening opening,
            Optional<WayProgress.Reached> reached,
            @Nullable LocalListener listener,
            @Nullable Throwable why)
            implements Command {}

    private record Kept(Opening opening, OpenEvent.Opened opened, @Nullable Throwable why)
            implements Command {}

    /** A tunnel that is being opened; {@code replyTo} is empty for one that was saved. */
    private record Opening(
            long id,
            TunnelSpec spec,
            Door door,
            ActorRef<WayActor.Command> way,
            Optional<ActorRef<OpenEvent>> replyTo) {
        void tell(OpenEvent event) {
            replyTo.ifPresent(asker -> asker.tell(event));
        }
    }

    private record Tunnel(Opening opening, LocalListener listener) {
        TunnelView view() {
            Door door = opening.door();
            DeviceName device = opening.spec().device();
            return new TunnelView(
                    String.valueOf(opening.id()),
                    listener.address(),
                    device.name(),
                    device.port().isPresent() ? device.port() : door.port(),
                    door.via(),
                    opening.spec().save(),
                    door.connections(),
                    door.bytesOut(),
                    door.bytesIn(),
                    door.trouble().map(TunnelFailure::toString));
        }
    }

    private final ActorContext<Command> context;
    private final NodeContext node;
    private final BridgeLoops bridges;
    private final SavedTunnels saved;
    private final Map<Long, Tunnel> tunnels = new TreeMap<>();
    private long lastId;
    private int opening;
    private long listings;

    private TunnelsActor(ActorContext<Command> context, NodeContext node, BridgeLoops bridges) {
        this.context = context;
        this.node = node;
        this.bridges = bridges;
        this.saved = new SavedTunnels(node.writes());
    }

    public static Behavior<Command> create(NodeContext node, BridgeLoops bridges) {
        return Behaviors.setup(context -> new TunnelsActor(context, node, bridges).loading());
    }

    /** Until the saved tunnels are known, nobody may take their numbers. */
    private Behavior<Command> loading() {
        context.pipeToSelf(saved.load(), Loaded::new);
        return Behaviors.withStash(
                TUNNELS_MAX,
                stash ->
                        Behaviors.receive(Command.class)
                                .onMessage(
                                        Loaded.class,
                                        loaded -> {
                                            onLoaded(loaded);
                                            return stash.unstashAll(running());
                                        })
                                .onAnyMessage(
                                        command -> {
                                            stash.stash(command);
                                            return Behaviors.same();
                                        })
                                .build());
    }

    private Behavior<Command> running() {
        return Behaviors.receive(Command.class)
                .onAnyMessage(this::onCommand)
                .onSignal(PostStop.class, stopped -> onStop())
                .onSignal(PreRestart.class, restarting -> onStop())
                .build();
    }

    private Behavior<Command> onCommand(Command command) {
        switch (command) {
            case Open open -> onOpen(open);
            case Close close -> onClose(close);
            case ShowTunnels show ->
                    show.replyTo()
                            .tell(
                                    new Tunnels(
                                            tunnels.values().stream().map(Tunnel::view).toList()));
            case ShowDevices show -> onShowDevices(show);
            case Loaded loaded -> onLoaded(loaded);
            case Progressed progressed -> onProgress(progressed);
            case Listening listening -> onListening(listening);
            case Kept kept -> onKept(kept);
        }
        return Behaviors.same();
    }

    private void onLoaded(Loaded loaded) {
        if (loaded.saved() == null) {
            LOG.atError().addKeyValue("reason", loaded.why()).log("saved tunnels not reopened");
            return;
        }
        for (SavedTunnels.Saved each : loaded.saved()) {
            lastId = Math.max(lastId, each.id());
            listen(opening(each.id(), each.spec(), Optional.empty()), Optional.empty());
        }
    }

    private void onOpen(Open open) {
        if (tunnels.size() + opening >= TUNNELS_MAX) {
            open.replyTo()
                    .tell(
                            new OpenEvent.Failed(
                                    new TunnelFailure(
                                            TunnelFailure.Kind.FAILED,
                                            TUNNELS_MAX + " tunnels are open",
                                            "close one with `virga tunnel close ID`")));
            return;
        }
        lastId++;
        Opening begun = opening(lastId, open.spec(), Optional.of(open.replyTo()));
        ActorRef<WayProgress> progress =
                context.spawnAnonymous(
                        Behaviors.receiveMessage(
                                step -> {
                                    context.getSelf().tell(new Progressed(begun, step));
                                    return step instanceof WayProgress.Traced
                                            ? Behaviors.same()
                                            : Behaviors.stopped();
                                }));
        begun.way().tell(new WayActor.Seek(progress));
    }

    private Opening opening(long id, TunnelSpec spec, Optional<ActorRef<OpenEvent>> replyTo) {
        opening++;
        Door door = new Door(bridges, node.settings().limits().tunnelConnectionsMax());
        WayActor.Parts parts = new WayActor.Parts(node, spec.device(), spec.via(), door);
        ActorRef<WayActor.Command> way = door.keepBy(context, WayActor.create(parts), "way-" + id);
        return new Opening(id, spec, door, way, replyTo);
    }

    private void onProgress(Progressed progressed) {
        Opening begun = progressed.opening();
        switch (progressed.progress()) {
            case WayProgress.Traced traced -> {
                if (begun.spec().trace()) {
                    begun.tell(new OpenEvent.Traced(traced.step(), traced.millis()));
                }
            }
            case WayProgress.Reached reached -> listen(begun, Optional.of(reached));
            case WayProgress.Unreachable unreachable -> giveUp(begun, unreachable.failure());
        }
    }

    private void listen(Opening begun, Optional<WayProgress.Reached> reached) {
        context.pipeToSelf(
                LocalListener.open(
                        node.eventLoops().group().next(),
                        begun.spec().listen(),
                        socket -> begun.door().carry(new AcceptedSocket(socket))),
                (listener, why) -> new Listening(begun, reached, listener, why));
    }

    private void onListening(Listening listening) {
        Opening begun = listening.opening();
        LocalListener listener = listening.listener();
        if (listener == null) {
            giveUp(begun, TunnelFailure.notListening(listening.why()));
            return;
        }
        opening--;
        Optional<WayProgress.Reached> reached = listening.reached();
        tunnels.put(begun.id(), new Tunnel(begun, listener));
        if (reached.isPresent()) {
            OpenEvent.Opened opened =
                    new OpenEvent.Opened(
                            String.valueOf(begun.id()),
                            listener.address(),
                            reached.get().device(),
                            reached.get().port(),
                            reached.get().via());
            if (begun.spec().save()) {
                save(begun, opened);
            } else {
                begun.tell(opened);
            }
        }
    }

    /** With the port that was found: whoever typed none means the same one after a start. */
    private void save(Opening begun, OpenEvent.Opened opened) {
        TunnelSpec spec = begun.spec();
        DeviceName device = new DeviceName(spec.device().name(), OptionalInt.of(opened.port()));
        TunnelSpec kept = new TunnelSpec(device, opened.listen(), spec.via(), true, false);
        context.pipeToSelf(
                saved.save(new SavedTunnels.Saved(begun.id(), kept)),
                (done, why) -> new Kept(begun, opened, why));
    }

    /** Who asked for a saved tunnel is told of it when it is saved, and not before. */
    private void onKept(Kept kept) {
        Opening begun = kept.opening();
        Throwable why = kept.why();
        if (why == null) {
            begun.tell(kept.opened());
            return;
        }
        Tunnel tunnel = tunnels.remove(begun.id());
        if (tunnel != null) {
            end(tunnel);
            context.stop(begun.way());
        }
        begun.tell(
                new OpenEvent.Failed(
                        new TunnelFailure(
                                TunnelFailure.Kind.FAILED,
                                "the tunnel cannot be saved: " + reason(why),
                                "see `virga doctor`, or open it without --save")));
    }

    private static String reason(Throwable why) {
        Throwable cause = why instanceof CompletionException ? why.getCause() : why;
        return String.valueOf(cause == null ? why.getMessage() : cause.getMessage());
    }

    private void giveUp(Opening begun, TunnelFailure why) {
        opening--;
        begun.door().shut();
        context.stop(begun.way());
        begun.tell(new OpenEvent.Failed(why));
        if (begun.replyTo().isEmpty()) {
            LOG.atError()
                    .addKeyValue("tunnel", begun.id())
                    .addKeyValue("reason", why)
                    .log("saved tunnel not reopened");
        }
    }

    private void onClose(Close close) {
        long id = number(close.id());
        Tunnel tunnel = tunnels.remove(id);
        if (tunnel == null) {
            // It may be a saved one that could not be opened again.
            saved.forget(id)
                    .whenComplete(
                            (found, failure) ->
                                    close.replyTo().tell(new Closed(Boolean.TRUE.equals(found))));
            return;
        }
        end(tunnel);
        context.stop(tunnel.opening().way());
        if (tunnel.opening().spec().save()) {
            saved.forget(id);
        }
        close.replyTo().tell(new Closed(true));
    }

    /** 0, which no tunnel has, for what is none. */
    private static long number(String id) {
        try {
            return Long.parseLong(id);
        } catch (NumberFormatException notANumber) {
            return 0;
        }
    }

    private static void end(Tunnel tunnel) {
        tunnel.listener().close();
        tunnel.opening().door().shut();
    }

    private Behavior<Command> onStop() {
        tunnels.values().forEach(TunnelsActor::end);
        return Behaviors.same();
    }

    private void onShowDevices(ShowDevices show) {
        if (context.getChildren().stream()
                        .filter(child -> child.path().name().startsWith("devices-"))
                        .count()
                >= LISTINGS_MAX) {
            show.replyTo().tell(new DeviceListing.NotListed("too many lists at once"));
            return;
        }
        listings++;
        context.spawn(DeviceListing.create(node, show.replyTo()), "devices-" + listings);
    }
}
