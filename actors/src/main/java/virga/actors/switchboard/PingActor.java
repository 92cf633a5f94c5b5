package virga.actors.switchboard;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import virga.protocol.message.Envelope;
import virga.protocol.message.Message;

/** Answers each Ping at once: a service like any other (seed 003, appendix B). */
public final class PingActor {
    /** Pings held at a time. */
    static final int PENDING_MAX = 65_536;

    private PingActor() {}

    public static Behavior<Inbound> create(ActorRef<SwitchboardActor.Command> switchboard) {
        return Behaviors.setup(
                context -> {
                    switchboard.tell(
                            new SwitchboardActor.Serve(
                                    Set.of(Message.Ping.class), context.getSelf(), PENDING_MAX));
                    return Behaviors.receiveMessage(PingActor::onInbound);
                });
    }

    private static Behavior<Inbound> onInbound(Inbound pings) {
        List<Envelope> answers = new ArrayList<>(pings.questions().size());
        for (Envelope ping : pings.questions()) {
            answers.add(new Envelope(ping.id(), Message.Reping.INSTANCE));
        }
        pings.replies().send(answers);
        pings.done();
        return Behaviors.same();
    }
}
