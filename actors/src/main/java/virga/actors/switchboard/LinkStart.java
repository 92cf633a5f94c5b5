package virga.actors.switchboard;

import akka.actor.typed.javadsl.ActorContext;
import akka.stream.Materializer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import virga.protocol.link.LinkPeer;

/**
 * What a {@link LinkActor} works with.
 *
 * @param outgoing made in the actor's setup, so that its stream ends with the actor
 * @param nanos a clock that never goes back
 * @param used told when questions left
 * @param handled told when an arrived flight was handled, and what it counted for
 * @param drain lets the link end when its streams have
 */
record LinkStart(
        LinkPeer peer,
        Function<ActorContext<LinkActor.Command>, Outgoing> outgoing,
        Supplier<Routes> routes,
        Drops drops,
        LongSupplier nanos,
        LongConsumer used,
        Handled handled,
        Runnable drain) {
    interface Handled {
        void handled(int charge, long nanos);
    }

    static LinkStart of(LinkSeat seat, SwitchboardStart start) {
        return new LinkStart(
                seat.link().peer(),
                context -> connect(seat, context),
                start.exchange()::routes,
                start.exchange().drops(),
                start.nanos(),
                seat::used,
                seat::flightHandled,
                seat.link()::drain);
    }

    private static Outgoing connect(LinkSeat seat, ActorContext<LinkActor.Command> context) {
        Materializer materializer = Materializer.createMaterializer(context);
        Outbox outbox = new Outbox(seat.link(), seat.leaving(), materializer);
        seat.connect(outbox);
        return outbox;
    }

    /** Of a node to itself. */
    static LinkStart loop(SwitchboardStart start) {
        return new LinkStart(
                start.self().get(),
                context -> new LocalLoop(context.getSelf()),
                start.exchange()::routes,
                start.exchange().drops(),
                start.nanos(),
                nanos -> {},
                (charge, nanos) -> {},
                () -> {});
    }
}
