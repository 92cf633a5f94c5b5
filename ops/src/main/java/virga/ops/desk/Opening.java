package virga.ops.desk;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import virga.ops.admin.AdminSession;
import virga.ops.admin.Document;
import virga.ops.problem.Exit;
import virga.ops.problem.Problem;
import virga.tunnel.open.OpenEvent;
import virga.tunnel.open.TunnelFailure;
import virga.tunnel.open.TunnelSpec;
import virga.tunnel.open.TunnelsActor;
import virga.tunnel.socks.ProxyActor;
import virga.tunnel.socks.ToldRefusal;

/**
 * Tunnels and doors that a client opens: it hears the steps, and what it does not leave to the node
 * ends when it goes. Requests come on the admin actor's thread.
 */
final class Opening {
    private final ActorContext<?> context;
    private final Map<String, AdminSession> held = new ConcurrentHashMap<>();

    Opening(ActorContext<?> context) {
        this.context = context;
    }

    /** {@code detach}: the tunnel stays when the client goes. */
    void tunnel(
            ActorRef<TunnelsActor.Command> tunnels,
            TunnelSpec spec,
            boolean detach,
            AdminSession session) {
        ActorRef<OpenEvent> events =
                context.spawnAnonymous(
                        Behaviors.receiveMessage(
                                event -> onTunnel(event, tunnels, detach, session)));
        tunnels.tell(new TunnelsActor.Open(spec, events));
    }

    /** Tells the client that holds the tunnel, if any, that somebody closed it. */
    void closed(String id) {
        AdminSession session = held.remove(id);
        if (session != null) {
            session.fail(Problem.failed("the tunnel was closed with `virga tunnel close`", ""));
        }
    }

    private Behavior<OpenEvent> onTunnel(
            OpenEvent event,
            ActorRef<TunnelsActor.Command> tunnels,
            boolean detach,
            AdminSession session) {
        switch (event) {
            case OpenEvent.Traced(String step, long millis) -> {
                session.progress(step, millis);
                return Behaviors.same();
            }
            case OpenEvent.Failed(TunnelFailure failure) -> session.fail(problem(failure));
            case OpenEvent.Opened opened when detach -> session.result(document(opened));
            case OpenEvent.Opened opened -> hold(opened, tunnels, session);
        }
        return Behaviors.stopped();
    }

    private void hold(
            OpenEvent.Opened opened, ActorRef<TunnelsActor.Command> tunnels, AdminSession session) {
        held.put(opened.id(), session);
        session.hold(document(opened));
        ActorRef<TunnelsActor.Closed> nobody = context.getSystem().ignoreRef();
        session.gone()
                .thenRun(
                        () -> {
                            if (held.remove(opened.id(), session)) {
                                tunnels.tell(new TunnelsActor.Close(opened.id(), nobody));
                            }
                        });
    }

    /** A SOCKS5 door, closed when the client goes. */
    void proxy(ActorRef<ProxyActor.Command> proxy, InetSocketAddress listen, AdminSession session) {
        ActorRef<ProxyActor.Opened> opened =
                context.spawnAnonymous(
                        Behaviors.receiveMessage(
                                event -> {
                                    onProxy(event, proxy, session);
                                    return Behaviors.stopped();
                                }));
        proxy.tell(new ProxyActor.Open(listen, opened, told -> session.event(document(told))));
    }

    private void onProxy(
            ProxyActor.Opened event, ActorRef<ProxyActor.Command> proxy, AdminSession session) {
        ActorRef<ProxyActor.Closed> nobody = context.getSystem().ignoreRef();
        switch (event) {
            case ProxyActor.NotListening(TunnelFailure failure) -> session.fail(problem(failure));
            case ProxyActor.Listening(String id, InetSocketAddress listen) -> {
                session.hold(new Document.ProxyOpened(NodeAddress.text(listen)));
                session.gone().thenRun(() -> proxy.tell(new ProxyActor.Close(id, nobody)));
            }
        }
    }

    private static Document.TunnelOpened document(OpenEvent.Opened opened) {
        return new Document.TunnelOpened(
                opened.id(),
                NodeAddress.text(opened.listen()),
                opened.device(),
                opened.port(),
                opened.via().word());
    }

    private static Document.ProxyRefused document(ToldRefusal told) {
        Problem why = problem(told.refusal().why());
        return new Document.ProxyRefused(
                told.refusal().asked(), why.exit().word(), why.message(), why.hint(), told.more());
    }

    private static Problem problem(TunnelFailure failure) {
        Exit exit =
                switch (failure.kind()) {
                    case FAILED -> Exit.FAILED;
                    case USAGE -> Exit.USAGE;
                    case NOT_FOUND -> Exit.NOT_FOUND;
                    case REFUSED -> Exit.REFUSED;
                    case NO_PATH -> Exit.NO_PATH;
                };
        return new Problem(exit, failure.message(), failure.hint());
    }
}
