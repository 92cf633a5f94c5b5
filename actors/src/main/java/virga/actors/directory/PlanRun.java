package virga.actors.directory;

import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;
import virga.actors.directory.QueryPlan.Step;
import virga.protocol.message.Message;
import virga.protocol.record.DhtKey;
import virga.protocol.record.RecordBody.SuperNodeRecord;
import virga.protocol.record.Verified;

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

    private boolean listAsked;

    /** {@code key}: whose holders are asked; {@code WELL_KNOWN}: any super. */
    PlanRun(Job job, DhtKey key, BinaryOperator<A> better, Ends<A> ends) {
        this.job = job;
        this.key = key;
        this.better = better;
        this.ends = ends;
    }

    /** Where nobody is known to hold the key, it is asked first of all who does. */
    void start(Desk desk) {
        List<Holder> order = order(desk);
        if (order.isEmpty() && !listAsked) {
            listAsked = true;
            desk.freshList(job, keyOfList(desk));
            return;
        }
        QueryPlan<Holder, A> begun =
                new QueryPlan<>(order, Optional.of(desk.operator()), better, desk.nanos());
        plan = begun;
        perform(desk, begun.start());
    }

    private DhtKey keyOfList(Desk desk) {
        return key.equals(DhtKey.WELL_KNOWN)
                ? new DhtKey(desk.domain(), DhtKey.WELL_KNOWN.hash())
                : key;
    }

    private List<Holder> order(Desk desk) {
        List<Verified<SuperNodeRecord>> holders =
                key.equals(DhtKey.WELL_KNOWN)
                        ? desk.supers().anyOrder(desk.now(), desk.random())
                        : desk.supers().order(key, desk.now(), desk.random());
        return holders.stream().map(Holder::of).toList();
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

    /** It said why it does not serve the question. */
    void declined(Desk desk, Holder from, Message.Declined declined) {
        switch (declined) {
            case Message.Busy _ -> desk.supers().busy(from.id(), desk.now(), desk.random());
            case Message.NotMine _ -> desk.supers().notMine(from.id());
            case Message.NotFound _, Message.Refused _ -> {}
        }
        failed(desk, from, Declines.words(declined));
    }

    void failed(Desk desk, Holder from, String why) {
        desk.supers().failed(from.id());
        trouble = Optional.of(from.id() + ": " + why);
        if (plan != null) {
            perform(desk, plan.failed(from, desk.nanos()));
        }
    }

    void fresh(Desk desk) {
        if (plan == null) {
            start(desk);
        } else {
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
            case Step.FreshList<Holder, A> fresh -> desk.freshList(job, keyOfList(desk));
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
