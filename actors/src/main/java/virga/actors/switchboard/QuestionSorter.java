package virga.actors.switchboard;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import virga.actors.switchboard.SwitchboardActor.Dropped;
import virga.protocol.link.LinkPeer;
import virga.protocol.message.Envelope;
import virga.protocol.message.Message;

/** Sorts one flight's questions by service and gives each service what its inbox takes. */
final class QuestionSorter {
    private final Routes routes;
    private final boolean admitted;
    private final Drops drops;
    private final List<Envelope> unserved = new ArrayList<>(0);
    private @Nullable FlightSorter<Route, Envelope> byRoute;

    QuestionSorter(Routes routes, LinkPeer from, Drops drops) {
        this.routes = routes;
        this.admitted = from.node().isPresent();
        this.drops = drops;
    }

    void add(Envelope envelope, Message.Question question) {
        if (envelope.id() == 0) {
            drops.add(Dropped.NO_ID, 1);
            return;
        }
        if (!admitted && !(question instanceof Message.Admit)) {
            drops.add(Dropped.NOT_ADMITTED, 1);
            return;
        }
        Route route = routes.of(question);
        if (route == null) {
            unserved.add(envelope);
        } else {
            sorter().add(route, envelope);
        }
    }

    private FlightSorter<Route, Envelope> sorter() {
        if (byRoute == null) {
            byRoute = new FlightSorter<>(16);
        }
        return byRoute;
    }

    /** {@code flightBytes}: what the whole flight counts for while services hold some of it. */
    void deliver(LinkPeer from, Replies replies, HeldBytes room, int flightBytes) {
        if (byRoute != null) {
            HeldBytes.Charge charge = room.take(from, flightBytes);
            if (charge == null) {
                byRoute.forEach((route, questions) -> unserved.addAll(questions));
            } else {
                try {
                    byRoute.forEach(
                            (route, questions) -> deliver(route, questions, from, replies, charge));
                } finally {
                    charge.letGo();
                }
            }
        }
        if (!unserved.isEmpty()) {
            replies.send(busy(unserved));
        }
    }

    private static void deliver(
            Route route,
            List<Envelope> questions,
            LinkPeer from,
            Replies replies,
            HeldBytes.Charge charge) {
        Inbound inbound = route.inbox().take(from, questions, replies, charge);
        int fit = inbound == null ? 0 : inbound.questions().size();
        if (inbound != null) {
            route.service().tell(inbound);
        }
        if (fit < questions.size()) {
            replies.send(busy(questions.subList(fit, questions.size())));
        }
    }

    private static List<Envelope> busy(List<Envelope> questions) {
        return questions.stream()
                .map(question -> new Envelope(question.id(), Message.Busy.INSTANCE))
                .toList();
    }
}
