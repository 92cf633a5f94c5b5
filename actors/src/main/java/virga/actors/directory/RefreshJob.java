package virga.actors.directory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import virga.actors.directory.QueryPlan.Step;
import virga.protocol.identity.NodeId;
import virga.protocol.message.Message;
import virga.protocol.record.KeyRange;
import virga.protocol.record.RecordBody.SuperNodeRecord;
import virga.protocol.record.RecordOrder;
import virga.protocol.record.SignedRecord;
import virga.protocol.record.Verified;

/** Asks the operator, and supers where it is silent, which supers there are. */
final class RefreshJob implements Job {
    /** Who holds keys of the range, as one or more have told. */
    record Told(KeyRange range, Map<NodeId, Verified<SuperNodeRecord>> supers) {
        Told with(Told other) {
            Map<NodeId, Verified<SuperNodeRecord>> both = new LinkedHashMap<>(supers);
            other.supers.forEach((id, record) -> both.merge(id, record, Told::newer));
            return new Told(range, both);
        }

        private static Verified<SuperNodeRecord> newer(
                Verified<SuperNodeRecord> a, Verified<SuperNodeRecord> b) {
            return RecordOrder.of(b, a).replaces() ? b : a;
        }
    }

    private final KeyRange range;
    private final boolean operatorFirst;
    private final Consumer<Optional<Told>> reply;
    private @Nullable QueryPlan<Holder, Told> plan;

    /**
     * @param operatorFirst where supers have failed; else it is asked only if they do
     */
    RefreshJob(KeyRange range, boolean operatorFirst, Consumer<Optional<Told>> reply) {
        this.range = range;
        this.operatorFirst = operatorFirst;
        this.reply = reply;
    }

    @Override
    public void start(Desk desk) {
        Holder operator = desk.operator();
        List<Holder> order = new ArrayList<>();
        if (operatorFirst) {
            order.add(operator);
        }
        desk.supers().anyOrder(desk.now(), desk.random()).stream()
                .map(Holder::of)
                .filter(holder -> !holder.id().equals(operator.id()))
                .forEach(order::add);
        Optional<Holder> last = operatorFirst ? Optional.empty() : Optional.of(operator);
        QueryPlan<Holder, Told> begun = new QueryPlan<>(order, last, Told::with, desk.nanos());
        plan = begun;
        perform(desk, begun.start());
    }

    @Override
    public void onAnswer(Desk desk, Holder from, int part, Message.Answer answer) {
        if (plan == null) {
            return;
        }
        if (answer instanceof Message.SuperNodes(List<SignedRecord> records, long _)) {
            perform(desk, plan.found(from, told(desk, records), desk.nanos()));
        } else {
            perform(desk, plan.failed(from, desk.nanos()));
        }
    }

    private Told told(Desk desk, List<SignedRecord> records) {
        Map<NodeId, Verified<SuperNodeRecord>> believed = new LinkedHashMap<>();
        for (SignedRecord record : records) {
            desk.superNode(record).ifPresent(one -> believed.put(one.body().id(), one));
        }
        return new Told(range, believed);
    }

    @Override
    public void onSilence(Desk desk, Holder from, int part, String why) {
        if (plan != null) {
            perform(desk, plan.failed(from, desk.nanos()));
        }
    }

    @Override
    public void onFreshList(Desk desk) {
        // This is the job that others wait for; it waits for no list itself.
    }

    @Override
    public void onTick(Desk desk) {
        if (plan != null && desk.nanos() >= plan.deadline()) {
            perform(desk, plan.tick(desk.nanos()));
        }
    }

    private void perform(Desk desk, Step<Holder, Told> step) {
        switch (step) {
            case Step.Asking<Holder, Told>(List<Holder> ask) ->
                    ask.forEach(
                            holder -> desk.ask(this, holder, 0, new Message.GetSuperNodes(range)));
            case Step.Found<Holder, Told>(Told told) -> end(desk, Optional.of(told));
            case Step.FreshList<Holder, Told> fresh -> end(desk, Optional.empty());
            case Step.Missing<Holder, Told> missing -> end(desk, Optional.empty());
            case Step.NoAnswer<Holder, Told> noAnswer -> end(desk, Optional.empty());
        }
    }

    private void end(Desk desk, Optional<Told> told) {
        plan = null;
        desk.ended(this);
        reply.accept(told);
    }
}
