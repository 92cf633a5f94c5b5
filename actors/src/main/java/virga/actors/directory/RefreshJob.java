package virga.actors.directory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import virga.actors.directory.QueryPlan.Step;
import virga.protocol.message.Message;
import virga.protocol.record.DhtKey;
import virga.protocol.record.KeyRange;
import virga.protocol.record.RecordBody.SuperNodeRecord;
import virga.protocol.record.SignedRecord;
import virga.protocol.record.Verified;

/** Asks the operator, and supers where it is silent, which supers there are. */
final class RefreshJob implements Job {
    /** The list as one of them told it; {@code plan} numbers the partition plan. */
    record Told(List<Verified<SuperNodeRecord>> supers, long plan) {
        Told orNewer(Told other) {
            return other.plan > plan ? other : this;
        }
    }

    private final Consumer<Optional<Told>> reply;
    private @Nullable QueryPlan<Holder, Told> plan;

    RefreshJob(Consumer<Optional<Told>> reply) {
        this.reply = reply;
    }

    @Override
    public void start(Desk desk) {
        List<Holder> order = new ArrayList<>();
        order.add(desk.operator());
        desk.supers().order(DhtKey.WELL_KNOWN, desk.now(), desk.random()).stream()
                .map(Holder::of)
                .filter(holder -> !order.contains(holder))
                .forEach(order::add);
        QueryPlan<Holder, Told> begun =
                new QueryPlan<>(order, Optional.empty(), Told::orNewer, desk.nanos());
        plan = begun;
        perform(desk, begun.start());
    }

    @Override
    public void onAnswer(Desk desk, Holder from, int part, Message.Answer answer) {
        if (plan == null) {
            return;
        }
        if (answer instanceof Message.SuperNodes(List<SignedRecord> records, long number)) {
            perform(desk, plan.found(from, told(desk, records, number), desk.nanos()));
        } else {
            perform(desk, plan.failed(from, desk.nanos()));
        }
    }

    private static Told told(Desk desk, List<SignedRecord> records, long number) {
        List<Verified<SuperNodeRecord>> believed = new ArrayList<>();
        for (SignedRecord record : records) {
            desk.superNode(record).ifPresent(believed::add);
        }
        return new Told(believed, number);
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
                            holder ->
                                    desk.ask(
                                            this,
                                            holder,
                                            0,
                                            new Message.GetSuperNodes(KeyRange.WHOLE)));
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
