package virga.ops.bench.load;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import virga.actors.switchboard.Outcome;
import virga.actors.switchboard.SwitchboardActor;
import virga.actors.switchboard.SwitchboardActor.Answers;
import virga.actors.switchboard.SwitchboardActor.Ask;
import virga.actors.switchboard.SwitchboardActor.Question;
import virga.actors.switchboard.Target;
import virga.protocol.message.Message;

/** Asks one node as fast as it answers: a fixed number of questions are open at any moment. */
public final class LoadActor extends AbstractBehavior<LoadActor.Command> {
    /** Questions in one Ask, so that a large window does not go out as one flight. */
    public static final int ASK_MAX = 1_024;

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    public sealed interface Command {}

    /**
     * Asks {@code load} from now on, {@code window} at a time; a window of 1 also times each. Only
     * when no question of an earlier load is open.
     */
    public record Begin(Load load, int window, LoadCounts counts) implements Command {}

    /** Asks nothing more; {@link LoadCounts#open()} tells when all is answered. */
    public record End() implements Command {}

    private record Answered(Answers answers) implements Command {}

    private final ActorRef<SwitchboardActor.Command> switchboard;
    private final Target target;
    private final ActorRef<Answers> answers;
    private @Nullable Begin running;
    private boolean ending;
    private long asked;

    private LoadActor(
            ActorContext<Command> context,
            ActorRef<SwitchboardActor.Command> switchboard,
            Target target) {
        super(context);
        this.switchboard = switchboard;
        this.target = target;
        this.answers = context.messageAdapter(Answers.class, Answered::new);
    }

    public static Behavior<Command> create(
            ActorRef<SwitchboardActor.Command> switchboard, Target target) {
        return Behaviors.setup(context -> new LoadActor(context, switchboard, target));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder().onAnyMessage(this::onCommand).build();
    }

    private Behavior<Command> onCommand(Command command) {
        switch (command) {
            case Begin begin -> onBegin(begin);
            case End _ -> ending = true;
            case Answered answered -> onAnswers(answered.answers().outcomes());
        }
        return this;
    }

    private void onBegin(Begin begin) {
        running = begin;
        ending = false;
        for (int left = begin.window(); left > 0; left -= ASK_MAX) {
            ask(begin, Math.min(left, ASK_MAX));
        }
    }

    private void onAnswers(List<Outcome> outcomes) {
        Begin load = running;
        if (load == null) {
            return;
        }
        long now = System.nanoTime();
        int answered = 0;
        int declined = 0;
        for (Outcome outcome : outcomes) {
            if (outcome instanceof Outcome.Answered answer) {
                answered++;
                declined += answer.body() instanceof Message.Declined ? 1 : 0;
            }
        }
        load.counts().flight(answered, declined, outcomes.size() - answered);
        if (load.window() == 1) {
            load.counts().alone(now - asked);
        }
        // A lost question is not asked again: without a link this would go round for ever.
        if (answered > 0 && !ending) {
            ask(load, answered);
        }
    }

    private void ask(Begin load, int count) {
        List<Question> questions = load.load().next(count);
        if (questions.isEmpty()) {
            return;
        }
        load.counts().asked(questions.size());
        asked = System.nanoTime();
        switchboard.tell(new Ask(target, questions, TIMEOUT, answers));
    }
}
