package virga.actors.switchboard;

import akka.actor.typed.ActorRef;
import java.util.List;
import virga.protocol.message.Envelope;

/**
 * A node's way to itself: what leaves arrives at once, with no network and no signature. Bounded by
 * the questions that may be open.
 */
record LocalLoop(ActorRef<LinkActor.Command> self) implements Outgoing {
    @Override
    public boolean offer(List<Envelope> envelopes) {
        if (!envelopes.isEmpty()) {
            self.tell(new LinkActor.Flight(envelopes, 0));
        }
        return true;
    }

    @Override
    public void wake() {}

    @Override
    public void close() {}
}
