package virga.actors.directory;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import virga.actors.directory.QueryPlan.Step;
import virga.protocol.message.Message;
import virga.protocol.record.DhtKey;

/**
 * Asks which operators there are, so that what a new one signs is believed. Each answer is learnt
 * as it comes; one that is withheld is not missed.
 */
final class OperatorsJob implements Job {
    private @Nullable QueryPlan<Holder, Integer> plan;

    @Override
    public void start(Desk desk) {
        List<Holder> order =
                desk.supers().order(DhtKey.WELL_KNOWN, desk.now(), desk.random()).stream()
                        .map(Holder::of)
                        .toList();
        QueryPlan<Holder, Integer> begun =
                new QueryPlan<>(order, Optional.of(desk.operator()), Integer::max, desk.nanos());
        plan = begun;
        perform(desk, begun.start());
    }

    @Override
    public void onAnswer(Desk desk, Holder from, int part, Message.Answer answer) {
        if (plan == null) {
            return;
        }
        if (answer instanceof Message.OperatorNodes(var records)) {
            records.forEach(desk::operatorNode);
            perform(desk, plan.found(from, records.size(), desk.nanos()));
        } else {
            perform(desk, plan.failed(from, desk.nanos()));
        }
    }

    @Override
    public void onSilence(Desk desk, Holder from, int part, String why) {
        if (plan != null) {
            perform(desk, plan.failed(from, desk.nanos()));
        }
    }

    @Override
    public void onFreshList(Desk desk) {
        // It is asked again in some minutes.
    }

    @Override
    public void onTick(Desk desk) {
        if (plan != null && desk.nanos() >= plan.deadline()) {
            perform(desk, plan.tick(desk.nanos()));
        }
    }

    private void perform(Desk desk, Step<Holder, Integer> step) {
        if (step instanceof Step.Asking<Holder, Integer>(List<Holder> ask)) {
            ask.forEach(holder -> desk.ask(this, holder, 0, new Message.GetOperatorNodes()));
        } else {
            plan = null;
            desk.ended(this);
        }
    }
}
