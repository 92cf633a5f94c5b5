package virga.actors.switchboard;

import akka.actor.typed.ActorRef;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import virga.protocol.message.Message;

/** Which service takes which kind of question: a snapshot, replaced when a service says so. */
record Routes(Map<Class<? extends Message.Question>, Route> byKind) {
    static final Routes NONE = new Routes(Map.of());

    Routes {
        byKind = Map.copyOf(byKind);
    }

    @Nullable Route of(Message.Question question) {
        return byKind.get(question.getClass());
    }

    Routes with(Set<Class<? extends Message.Question>> kinds, Route route) {
        Map<Class<? extends Message.Question>, Route> next = new HashMap<>(byKind);
        kinds.forEach(kind -> next.put(kind, route));
        return new Routes(next);
    }

    Set<Inbox> inboxes() {
        Set<Inbox> inboxes = new HashSet<>();
        byKind.values().forEach(route -> inboxes.add(route.inbox()));
        return inboxes;
    }

    /** Without the service that has ended. */
    Routes without(ActorRef<?> service) {
        Map<Class<? extends Message.Question>, Route> next = new HashMap<>(byKind);
        next.values().removeIf(route -> route.service().equals(service));
        return new Routes(next);
    }
}
