package virga.actors.switchboard;

import akka.actor.typed.ActorRef;
import java.util.List;
import java.util.function.LongSupplier;
import virga.actors.switchboard.SwitchboardActor.Dropped;
import virga.protocol.link.Link;
import virga.protocol.link.LinkEnd;
import virga.protocol.link.LinkEvents;
import virga.protocol.link.TunnelTarget;
import virga.protocol.message.Envelope;
import virga.protocol.mux.IncomingStream;
import virga.protocol.mux.StreamRefusal;

/**
 * Where the event loops hand over to the actors: one message for each flight, and none at all for
 * the bytes of a stream.
 */
final class LinkDoor implements LinkEvents {
    private final Exchange exchange;
    private final LongSupplier nanos;
    private final ActorRef<SwitchboardActor.Command> switchboard;

    LinkDoor(
            Exchange exchange, LongSupplier nanos, ActorRef<SwitchboardActor.Command> switchboard) {
        this.exchange = exchange;
        this.nanos = nanos;
        this.switchboard = switchboard;
    }

    @Override
    public void onOpen(Link link) {
        LinkSeat seat = new LinkSeat(link, exchange, nanos.getAsLong());
        exchange.seats().put(link.number(), seat);
        switchboard.tell(new SwitchboardActor.Opened(seat));
    }

    @Override
    public void onFlight(Link link, List<Envelope> envelopes, int lengthBytes) {
        LinkSeat seat = exchange.seats().get(link.number());
        if (seat == null) {
            return;
        }
        int charge = LinkSeat.charge(envelopes.size(), lengthBytes);
        if (!seat.arriving().take(charge)) {
            exchange.drops().add(Dropped.FLIGHT_OVERFLOW, envelopes.size());
            return;
        }
        seat.arrived(new LinkActor.Flight(envelopes, charge));
    }

    @Override
    public void onStream(Link link, TunnelTarget target, IncomingStream stream) {
        exchange.acceptor()
                .ifPresentOrElse(
                        acceptor -> acceptor.onStream(link, target, stream),
                        () -> stream.refuse(StreamRefusal.NOT_A_TUNNEL_NODE));
    }

    @Override
    public void onWritable(Link link) {
        LinkSeat seat = exchange.seats().get(link.number());
        if (seat != null) {
            seat.wake();
        }
    }

    @Override
    public void onClosed(Link link, LinkEnd reason) {
        LinkSeat seat = exchange.seats().remove(link.number());
        if (seat != null) {
            seat.arriving().close();
            switchboard.tell(new SwitchboardActor.Closed(seat, reason));
        }
    }
}
