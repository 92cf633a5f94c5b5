package virga.ops.desk;

import akka.actor.typed.ActorRef;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import virga.ops.admin.AdminRequest;
import virga.ops.admin.AdminSession;
import virga.ops.admin.Document;
import virga.ops.problem.Problem;
import virga.ops.problem.ProblemException;
import virga.protocol.carrier.Carrier;
import virga.tunnel.TunnelService;
import virga.tunnel.location.LocationActor;
import virga.tunnel.location.LocationView;
import virga.tunnel.open.DeviceListing;
import virga.tunnel.open.DeviceName;
import virga.tunnel.open.TunnelSpec;
import virga.tunnel.open.TunnelView;
import virga.tunnel.open.TunnelsActor;
import virga.tunnel.serve.TunnelLogActor;
import virga.tunnel.serve.TunnelLogEntry;

/** Requests about locations, devices and tunnels. */
final class TunnelDesk {
    private static final String AUTO = "auto";

    private final Asking asking;
    private final TunnelService service;
    private final Opening opening;

    TunnelDesk(Asking asking, TunnelService service, Opening opening) {
        this.asking = asking;
        this.service = service;
        this.opening = opening;
    }

    void handle(AdminRequest.OfTunnels request, AdminSession session) {
        switch (request) {
            case AdminRequest.Location() -> Asking.answer(locations(), session);
            case AdminRequest.Devices() -> Asking.answer(devices(), session);
            case AdminRequest.TunnelList() ->
                    Asking.answer(lines().thenApply(Document.Tunnels::new), session);
            case AdminRequest.TunnelClose(String id) -> Asking.answer(close(id), session);
            case AdminRequest.TunnelLog(int limit) -> Asking.answer(log(limit), session);
            case AdminRequest.TunnelOpen open ->
                    opening.tunnel(tunnels(), spec(open), open.detach(), session);
            case AdminRequest.Proxy(String listen) ->
                    opening.proxy(user(service.proxy()), address(listen), session);
        }
    }

    /** The open tunnels; none where the node is no user. */
    CompletionStage<List<Document.TunnelLine>> lines() {
        if (!service.tunnels().toCompletableFuture().isDone()) {
            return CompletableFuture.completedFuture(List.of());
        }
        CompletionStage<TunnelsActor.Tunnels> shown =
                asking.local(tunnels(), TunnelsActor.ShowTunnels::new);
        return shown.thenApply(all -> all.tunnels().stream().map(TunnelDesk::line).toList());
    }

    private CompletionStage<Document.Locations> locations() {
        CompletionStage<LocationActor.Locations> shown =
                asking.local(
                        started(
                                service.locations(),
                                "this node has neither the role user nor the role tunnel"),
                        LocationActor.Show::new);
        return shown.thenApply(
                all ->
                        new Document.Locations(
                                all.locations().stream().map(TunnelDesk::line).toList()));
    }

    private CompletionStage<Document.Devices> devices() {
        CompletionStage<DeviceListing.Result> shown =
                asking.network(tunnels(), TunnelsActor.ShowDevices::new);
        return shown.thenApply(
                result ->
                        switch (result) {
                            case DeviceListing.Devices(var devices, boolean complete) ->
                                    new Document.Devices(
                                            devices.stream()
                                                    .map(
                                                            device ->
                                                                    new Document.DeviceLine(
                                                                            device.name(),
                                                                            device.domain(),
                                                                            device.services(),
                                                                            device.reachableBy(),
                                                                            device.authenticated()))
                                                    .toList());
                            case DeviceListing.NotListed(String reason) ->
                                    throw Problem.noPath(
                                                    "the devices cannot be listed: " + reason,
                                                    "see `virga doctor`")
                                            .asException();
                        });
    }

    private CompletionStage<Document.TunnelClosed> close(String id) {
        CompletionStage<TunnelsActor.Closed> closed =
                asking.local(tunnels(), to -> new TunnelsActor.Close(id, to));
        return closed.thenApply(
                result -> {
                    if (!result.found()) {
                        throw Problem.notFound(
                                        "there is no tunnel " + id, "see `virga tunnel list`")
                                .asException();
                    }
                    opening.closed(id);
                    return new Document.TunnelClosed(id);
                });
    }

    private CompletionStage<Document.TunnelLog> log(int limit) {
        ActorRef<TunnelLogActor.Command> log =
                started(service.log(), "this node has not the role tunnel");
        CompletionStage<TunnelLogActor.Page> shown =
                asking.local(log, to -> new TunnelLogActor.Show(Long.MAX_VALUE, limit, to));
        return shown.thenApply(
                page -> {
                    if (page.trouble().isPresent()) {
                        throw Problem.failed(
                                        "the tunnel log cannot be read: " + page.trouble().get(),
                                        "see `virga doctor`")
                                .asException();
                    }
                    return new Document.TunnelLog(
                            page.entries().stream().map(TunnelDesk::line).toList());
                });
    }

    private ActorRef<TunnelsActor.Command> tunnels() {
        return user(service.tunnels());
    }

    private static <T> ActorRef<T> user(CompletionStage<ActorRef<T>> stage) {
        return started(stage, "this node has not the role user");
    }

    private static <T> ActorRef<T> started(CompletionStage<ActorRef<T>> stage, String why) {
        CompletableFuture<ActorRef<T>> future = stage.toCompletableFuture();
        if (!future.isDone()) {
            throw Problem.refused(why, "name the home of one that has, with --home").asException();
        }
        return future.resultNow();
    }

    private static TunnelSpec spec(AdminRequest.TunnelOpen open) {
        try {
            return new TunnelSpec(
                    DeviceName.parse(open.device()),
                    address(open.listen()),
                    via(open.via()),
                    open.save(),
                    open.trace());
        } catch (IllegalArgumentException e) {
            throw new ProblemException(Problem.usage(String.valueOf(e.getMessage()), ""), e);
        }
    }

    private static Optional<Carrier> via(String word) {
        if (word.equals(AUTO)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Carrier.valueOf(word.toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    Problem.usage("no such carrier: " + word, "there are auto and direct"), e);
        }
    }

    private static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        try {
            String host = text.substring(0, Math.max(colon, 0)).replaceAll("[\\[\\]]", "");
            int port = Integer.parseInt(text.substring(colon + 1));
            InetAddress ip =
                    host.equals("localhost")
                            ? InetAddress.getLoopbackAddress()
                            : InetAddress.ofLiteral(host);
            return new InetSocketAddress(ip, port);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    Problem.usage(
                            "'" + text + "' is no address to listen at",
                            "write it like 127.0.0.1:0"),
                    e);
        }
    }

    private static Document.TunnelLine line(TunnelView view) {
        return new Document.TunnelLine(
                view.id(),
                NodeAddress.text(view.listen()),
                view.device(),
                view.port().isPresent() ? view.port().getAsInt() : null,
                view.via().map(Carrier::word).orElse(AUTO),
                view.connections(),
                view.bytesIn(),
                view.bytesOut(),
                view.saved());
    }

    private static Document.LocationLine line(LocationView view) {
        return new Document.LocationLine(
                view.id().toString(),
                orNull(view.interfaceName()),
                orNull(view.gateway()),
                orNull(view.label()));
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private static Document.TunnelLogLine line(TunnelLogEntry entry) {
        Optional<Instant> ended = entry.ended();
        return new Document.TunnelLogLine(
                entry.opened().toString(),
                entry.peer(),
                entry.peerName(),
                entry.device(),
                entry.port(),
                entry.carrier(),
                ended.map(known -> entry.bytesFromDevice()).orElse(null),
                ended.map(known -> entry.bytesToDevice()).orElse(null),
                ended.map(known -> Duration.between(entry.opened(), known).toMillis()).orElse(null),
                entry.end().isEmpty() ? "open" : entry.end());
    }
}
