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

    void deliver(LinkPeer from, Replies replies) {
        if (byRoute != null) {
            byRoute.forEach((route, questions) -> deliver(route, questions, from, replies));
        }
        if (!unserved.isEmpty()) {
            replies.send(busy(unserved));
        }
    }

    private static void deliver(
            Route route, List<Envelope> questions, LinkPeer from, Replies replies) {
        int fit = route.inbox().take(questions.size());
        if (fit > 0) {
            List<Envelope> taken = fit == questions.size() ? questions : questions.subList(0, fit);
            route.service().tell(new Inbound(from, taken, replies, route.inbox()));
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
