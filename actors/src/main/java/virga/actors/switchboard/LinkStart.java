package virga.actors.switchboard;

import akka.actor.typed.javadsl.ActorContext;
import akka.stream.AbruptStageTerminationException;
import akka.stream.Materializer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import virga.protocol.identity.NodeId;
import virga.protocol.link.Link;
import virga.protocol.link.LinkEnd;
import virga.protocol.link.LinkPeer;

/**
 * What a {@link LinkActor} works with.
 *
 * @param number the link's; 0 of a node to itself
 * @param outgoing made in the actor's setup, so that its stream ends with the actor
 * @param exchange where services are found
 * @param nanos a clock that never goes back
 * @param used told when questions left
 * @param handled told when an arrived flight was handled, and what it counted for
 * @param drain lets the link end when its streams have
 * @param failed ends the link, whose actor cannot go on
 */
record LinkStart(
        long number,
        LinkPeer peer,
        Function<ActorContext<LinkActor.Command>, Outgoing> outgoing,
        Exchange exchange,
        LongSupplier nanos,
        LongConsumer used,
        Handled handled,
        Runnable drain,
        Runnable failed) {
    private static final Logger LOG = LoggerFactory.getLogger(LinkStart.class);

    interface Handled {
        void handled(int charge, long nanos);
    }

    static LinkStart of(LinkSeat seat, SwitchboardStart start) {
        return new LinkStart(
                seat.link().number(),
                seat.link().peer(),
                context -> connect(seat, context),
                start.exchange(),
                start.nanos(),
                seat::used,
                seat::flightHandled,
                seat.link()::drain,
                () -> seat.link().close(LinkEnd.CLOSED_HERE));
    }

    private static Outgoing connect(LinkSeat seat, ActorContext<LinkActor.Command> context) {
        Materializer materializer = Materializer.createMaterializer(context);
        Outbox outbox = new Outbox(seat.link(), seat.leaving(), materializer);
        outbox.ended().whenComplete((done, failure) -> onStreamEnded(seat.link(), failure));
        seat.connect(outbox);
        return outbox;
    }

    /** A link that sends nothing any more would be mute: ended, it is dialled again. */
    private static void onStreamEnded(Link link, @Nullable Throwable failure) {
        // Abruptly: because the link's actor has ended, which ends the link.
        if (failure != null && !(failure instanceof AbruptStageTerminationException)) {
            LOG.atError()
                    .addKeyValue(
                            "peer", link.peer().id().map(NodeId::toString).orElse("unadmitted"))
                    .addKeyValue("reason", failure)
                    .log("flights could not be sent; the link ends");
        }
        link.close(LinkEnd.CLOSED_HERE);
    }

    /** Of a node to itself. */
    static LinkStart loop(SwitchboardStart start) {
        return new LinkStart(
                0,
                start.self().get(),
                context -> new LocalLoop(context.getSelf()),
                start.exchange(),
                start.nanos(),
                nanos -> {},
                (charge, nanos) -> {},
                () -> {},
                () -> {});
    }
}
