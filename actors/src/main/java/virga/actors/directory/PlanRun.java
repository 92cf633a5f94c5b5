package virga.actors.directory;

import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;
import virga.actors.directory.QueryPlan.Step;
import virga.protocol.record.DhtKey;

/** Runs a {@link QueryPlan} over the supers that hold a key. */
final class PlanRun<A> {
    /** What depends on what is looked for. */
    interface Ends<A> {
        void ask(Desk desk, Holder holder);

        void found(Desk desk, A answer);

        void missing(Desk desk);

        /** {@code why} is one line for a person. */
        void noAnswer(Desk desk, String why);
    }

    private final Job job;
    private final DhtKey key;
    private final BinaryOperator<A> better;
    private final Ends<A> ends;
    private @Nullable QueryPlan<Holder, A> plan;
    private Optional<String> trouble = Optional.empty();

    PlanRun(Job job, DhtKey key, BinaryOperator<A> better, Ends<A> ends) {
        this.job = job;
        this.key = key;
        this.better = better;
        this.ends = ends;
    }

    void start(Desk desk) {
        QueryPlan<Holder, A> begun =
                new QueryPlan<>(order(desk), Optional.of(desk.operator()), better, desk.nanos());
        plan = begun;
        perform(desk, begun.start());
    }

    private List<Holder> order(Desk desk) {
        return desk.supers().order(key, desk.now(), desk.random()).stream()
                .map(Holder::of)
                .toList();
    }

    void found(Desk desk, Holder from, A answer) {
        desk.supers().answeredWell(from.id());
        if (plan != null) {
            perform(desk, plan.found(from, answer, desk.nanos()));
        }
    }

    void nothing(Desk desk, Holder from) {
        if (plan != null) {
            perform(desk, plan.nothing(from, desk.nanos()));
        }
    }

    void failed(Desk desk, Holder from, String why) {
        desk.supers().failed(from.id());
        trouble = Optional.of(from.id() + ": " + why);
        if (plan != null) {
            perform(desk, plan.failed(from, desk.nanos()));
        }
    }

    void fresh(Desk desk) {
        if (plan != null) {
            Optional<Holder> operator = Optional.of(desk.operator());
            perform(desk, plan.fresh(order(desk), operator, desk.nanos()));
        }
    }

    void tick(Desk desk) {
        if (plan != null && desk.nanos() >= plan.deadline()) {
            perform(desk, plan.tick(desk.nanos()));
        }
    }

    private void perform(Desk desk, Step<Holder, A> step) {
        switch (step) {
            case Step.Asking<Holder, A>(List<Holder> ask) ->
                    ask.forEach(holder -> ends.ask(desk, holder));
            case Step.FreshList<Holder, A> fresh -> desk.freshList(job);
            case Step.Found<Holder, A>(A answer) -> {
                end(desk);
                ends.found(desk, answer);
            }
            case Step.Missing<Holder, A> missing -> {
                end(desk);
                ends.missing(desk);
            }
            case Step.NoAnswer<Holder, A> noAnswer -> {
                end(desk);
                ends.noAnswer(desk, reason(desk));
            }
        }
    }

    private void end(Desk desk) {
        plan = null;
        desk.ended(job);
    }

    private String reason(Desk desk) {
        String who =
                desk.supers().isEmpty()
                        ? "no super is known and the operator gives no answer"
                        : "neither a super nor the operator gives an answer";
        return trouble.map(last -> who + " (" + last + ")").orElse(who);
    }
}
