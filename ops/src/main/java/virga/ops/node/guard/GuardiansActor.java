package virga.ops.node.guard;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import virga.actors.node.GuardianActor;
import virga.actors.node.NodeStart;

/** Holds the guardians of all nodes of this process, each under its own name. */
public final class GuardiansActor {
    public sealed interface Command {}

    /** Starts a node; {@code replyTo} hears whether it serves. */
    public record Start(
            String name,
            Function<ActorRef<GuardianActor.Started>, NodeStart> start,
            ActorRef<GuardianActor.Started> replyTo)
            implements Command {}

    /** Stops a node; answers when it has stopped, at once where there is none. */
    public record Stop(String name, ActorRef<Done> replyTo) implements Command {}

    private record Stopped(String name) implements Command {}

    private final ActorContext<Command> context;
    private final Consumer<String> onLost;
    private final Map<String, ActorRef<GuardianActor.Command>> guardians = new HashMap<>();
    private final Map<String, List<ActorRef<Done>>> stopping = new HashMap<>();

    private GuardiansActor(ActorContext<Command> context, Consumer<String> onLost) {
        this.context = context;
        this.onLost = onLost;
    }

    /** {@code onLost} hears the name of a node that ended without being told to. */
    public static Behavior<Command> create(Consumer<String> onLost) {
        return Behaviors.setup(
                context -> Behaviors.receiveMessage(new GuardiansActor(context, onLost)::on));
    }

    private Behavior<Command> on(Command command) {
        switch (command) {
            case Start start -> onStart(start);
            case Stop stop -> onStop(stop);
            case Stopped(String name) -> onStopped(name);
        }
        return Behaviors.same();
    }

    private void onStart(Start start) {
        NodeStart node = start.start().apply(start.replyTo());
        ActorRef<GuardianActor.Command> guardian =
                context.spawn(GuardianActor.create(node), start.name());
        context.watchWith(guardian, new Stopped(start.name()));
        guardians.put(start.name(), guardian);
    }

    private void onStop(Stop stop) {
        ActorRef<GuardianActor.Command> guardian = guardians.get(stop.name());
        if (guardian == null) {
            stop.replyTo().tell(Done.getInstance());
            return;
        }
        stopping.computeIfAbsent(stop.name(), name -> new ArrayList<>()).add(stop.replyTo());
        guardian.tell(new GuardianActor.Stop());
    }

    private void onStopped(String name) {
        guardians.remove(name);
        List<ActorRef<Done>> waiting = stopping.remove(name);
        if (waiting == null) {
            onLost.accept(name);
        } else {
            waiting.forEach(each -> each.tell(Done.getInstance()));
        }
    }
}
