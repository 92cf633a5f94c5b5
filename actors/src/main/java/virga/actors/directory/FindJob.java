package virga.actors.directory;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import virga.actors.directory.DirectoryActor.FindResult;
import virga.protocol.message.Message;
import virga.protocol.record.DhtKey;
import virga.protocol.record.RecordBody;
import virga.protocol.record.RecordBody.DeviceRecord;
import virga.protocol.record.RecordBody.TombstoneRecord;
import virga.protocol.record.RecordKind;
import virga.protocol.record.RecordOrder;
import virga.protocol.record.SignedRecord;
import virga.protocol.record.Verified;

/** Looks for one record. */
final class FindJob implements Job {
    private final RecordKind kind;
    private final DhtKey key;
    private final Consumer<FindResult> reply;
    private final PlanRun<Verified<RecordBody>> run;

    FindJob(RecordKind kind, DhtKey key, Consumer<FindResult> reply) {
        this.kind = kind;
        this.key = key;
        this.reply = reply;
        this.run = new PlanRun<>(this, holdersOf(kind, key), FindJob::newer, new Ends());
    }

    /** What every super has any of them is asked for. */
    private static DhtKey holdersOf(RecordKind kind, DhtKey key) {
        return switch (kind) {
            case NODE, NODE_INFO, DEVICE -> key;
            case SUPER_NODE, OPERATOR_NODE, REVOCATION_LIST, DOMAIN, TOMBSTONE -> DhtKey.WELL_KNOWN;
        };
    }

    private static Verified<RecordBody> newer(Verified<RecordBody> a, Verified<RecordBody> b) {
        return RecordOrder.of(b, a).replaces() ? b : a;
    }

    @Override
    public void start(Desk desk) {
        run.start(desk);
    }

    private void ask(Desk desk, Holder holder) {
        desk.ask(this, holder, 0, new Message.Lookup(kind, key));
    }

    @Override
    public void onAnswer(Desk desk, Holder from, int part, Message.Answer answer) {
        switch (answer) {
            case Message.Found(SignedRecord record) -> onFound(desk, from, record);
            case Message.NotFound notFound -> run.nothing(desk, from);
            case Message.Declined declined -> run.declined(desk, from, declined);
            default -> run.failed(desk, from, Declines.OTHER_ANSWER);
        }
    }

    private void onFound(Desk desk, Holder from, SignedRecord record) {
        Optional<Verified<RecordBody>> believed = desk.verify(record);
        if (believed.filter(this::isAskedFor).isPresent()) {
            run.found(desk, from, believed.get());
        } else if (believed.filter(this::isRemovalUnderAName).isPresent()) {
            run.nothing(desk, from);
        } else {
            run.failed(desk, from, Declines.NOT_BELIEVED);
        }
    }

    /** That a device of this name was removed says nothing of another that has the name since. */
    private boolean isRemovalUnderAName(Verified<RecordBody> record) {
        return record.body() instanceof TombstoneRecord removal
                && removal.removed() == kind
                && removal.key().domain().equals(key.domain())
                && removal.places().contains(key.hash());
    }

    private boolean isAskedFor(Verified<RecordBody> record) {
        RecordBody body = record.body();
        if (body instanceof TombstoneRecord removal) {
            return removal.removed() == kind && removal.key().equals(key);
        }
        boolean byName =
                body instanceof DeviceRecord device
                        && device.nameKey().equals(key.hash())
                        && device.key().domain().equals(key.domain());
        return body.kind() == kind && (byName || body.key().equals(key));
    }

    @Override
    public void onSilence(Desk desk, Holder from, int part, String why) {
        run.failed(desk, from, why);
    }

    @Override
    public void onFreshList(Desk desk) {
        run.fresh(desk);
    }

    @Override
    public void onTick(Desk desk) {
        run.tick(desk);
    }

    private final class Ends implements PlanRun.Ends<Verified<RecordBody>> {
        @Override
        public void ask(Desk desk, Holder holder) {
            FindJob.this.ask(desk, holder);
        }

        @Override
        public void found(Desk desk, Verified<RecordBody> record) {
            if (!desk.believes(record)) {
                // Taken back while other answers were waited for.
                reply.accept(new DirectoryActor.NoAnswer(Declines.NOT_BELIEVED));
                return;
            }
            desk.remember(List.of(record));
            boolean removed = record.body() instanceof TombstoneRecord;
            reply.accept(removed ? new DirectoryActor.Missing() : new DirectoryActor.Found(record));
        }

        @Override
        public void missing(Desk desk) {
            reply.accept(new DirectoryActor.Missing());
        }

        @Override
        public void noAnswer(Desk desk, String why) {
            reply.accept(new DirectoryActor.NoAnswer(why));
        }
    }
}
