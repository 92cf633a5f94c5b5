package virga.ops.operator.plan;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import virga.actors.node.NodeContext;
import virga.actors.switchboard.Outcome;
import virga.actors.switchboard.SwitchboardActor;
import virga.actors.switchboard.Target;
import virga.ops.operator.registry.Registry;
import virga.ops.operator.registry.SuperEntry;
import virga.protocol.identity.NodeId;
import virga.protocol.message.Message;

/**
 * Sees which supers are alive, and takes the plan's next step when that changes or time has passed.
 */
public final class PlanActor {
    /** How often each super is asked whether it is there. */
    static final Duration PING_EVERY = Duration.ofSeconds(10);

    static final Duration PING_TIMEOUT = Duration.ofSeconds(8);

    public sealed interface Command {}

    private record Round() implements Command {}

    private record Known(List<SuperEntry> supers) implements Command {}

    private record Heard(List<Outcome> outcomes) implements Command {}

    private record Failed(Throwable fault) implements Command {}

    private final ActorContext<Command> context;
    private final NodeContext node;
    private final Registry registry;
    private final PlanDesk desk;
    private final ActorRef<SwitchboardActor.Answers> answers;
    private final Map<Long, NodeId> asked = new HashMap<>();
    private final Set<NodeId> seen = new HashSet<>();
    private long lastTag;

    private PlanActor(
            ActorContext<Command> context, NodeContext node, Registry registry, PlanDesk desk) {
        this.context = context;
        this.node = node;
        this.registry = registry;
        this.desk = desk;
        this.answers =
                context.messageAdapter(
                        SwitchboardActor.Answers.class, heard -> new Heard(heard.outcomes()));
    }

    public static Behavior<Command> create(NodeContext node, Registry registry, PlanDesk desk) {
        return Behaviors.setup(
                context ->
                        Behaviors.withTimers(
                                timers -> {
                                    timers.startTimerWithFixedDelay(new Round(), PING_EVERY);
                                    var actor = new PlanActor(context, node, registry, desk);
                                    return Behaviors.receiveMessage(actor::on);
                                }));
    }

    private Behavior<Command> on(Command command) {
        switch (command) {
            case Round _ -> onRound();
            case Known(List<SuperEntry> supers) -> ping(supers);
            case Heard(List<Outcome> outcomes) -> onHeard(outcomes);
            case Failed(Throwable fault) ->
                    context.getLog()
                            .atWarn()
                            .addKeyValue("reason", fault.getMessage())
                            .log("the partition plan cannot be kept");
        }
        return Behaviors.same();
    }

    /** What was heard since the last round counts now; then everybody is asked anew. */
    private void onRound() {
        Instant now = node.clock().instant();
        List<NodeId> answered = new ArrayList<>(seen);
        seen.clear();
        asked.clear();
        CompletionStage<List<SuperEntry>> stepped =
                registry.change(
                        tables -> {
                            desk.seen(tables, answered, now);
                            desk.step(tables, now);
                            return tables.supers().all();
                        });
        context.pipeToSelf(
                stepped,
                (supers, fault) ->
                        supers != null
                                ? new Known(supers)
                                : new Failed(
                                        fault == null
                                                ? new IllegalStateException("no result")
                                                : fault));
    }

    private void ping(List<SuperEntry> supers) {
        for (SuperEntry one : supers) {
            long tag = ++lastTag;
            asked.put(tag, one.id());
            node.switchboard()
                    .tell(
                            SwitchboardActor.Ask.one(
                                    Target.node(one.id(), one.candidates()),
                                    tag,
                                    Message.Ping.INSTANCE,
                                    PING_TIMEOUT,
                                    answers));
        }
    }

    private void onHeard(List<Outcome> outcomes) {
        for (Outcome outcome : outcomes) {
            NodeId one = asked.get(outcome.tag());
            if (one != null && outcome instanceof Outcome.Answered) {
                seen.add(one);
            }
        }
    }
}
