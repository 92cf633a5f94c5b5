package virga.actors.directory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import virga.actors.directory.DirectoryActor.ListAll;
import virga.actors.directory.DirectoryActor.ListResult;
import virga.protocol.Bytes;
import virga.protocol.message.Message;
import virga.protocol.record.DhtKey;
import virga.protocol.record.RecordBody;
import virga.protocol.record.RecordBody.NodeInfoRecord;
import virga.protocol.record.RecordBody.TombstoneRecord;
import virga.protocol.record.RecordOrder;
import virga.protocol.record.SignedRecord;
import virga.protocol.record.Verified;

/** Walks through the pages of a listing, at more than one holder, and puts the lists together. */
final class ListJob implements Job {
    /** Pages asked of one holder. */
    static final int PAGES_MAX = 1_024;

    /** What one holder has told so far. */
    private static final class Walk {
        final List<Verified<RecordBody>> records = new ArrayList<>();
        int pages;
    }

    /** What one or more holders told; {@code complete}: no page was left out. */
    private record Listing(Map<DhtKey, Verified<RecordBody>> records, boolean complete) {
        Listing with(Listing other) {
            Map<DhtKey, Verified<RecordBody>> both = new TreeMap<>(records);
            other.records.forEach((key, record) -> both.merge(key, record, ListJob::newer));
            return new Listing(both, complete || other.complete);
        }
    }

    private final ListAll wanted;
    private final Consumer<ListResult> reply;
    private final Map<Holder, Walk> walks = new HashMap<>();
    private final PlanRun<Listing> run;

    ListJob(ListAll wanted, Consumer<ListResult> reply) {
        this.wanted = wanted;
        this.reply = reply;
        DhtKey first = new DhtKey(wanted.domain(), DhtKey.WELL_KNOWN.hash());
        this.run = new PlanRun<>(this, first, Listing::with, new Ends());
    }

    private static Verified<RecordBody> newer(Verified<RecordBody> a, Verified<RecordBody> b) {
        return RecordOrder.of(b, a).replaces() ? b : a;
    }

    @Override
    public void start(Desk desk) {
        run.start(desk);
    }

    private void askPage(Desk desk, Holder holder, Bytes cursor) {
        desk.ask(
                this,
                holder,
                0,
                new Message.ListRecords(
                        wanted.kind(),
                        wanted.domain(),
                        wanted.locationKey(),
                        cursor,
                        Message.ListRecords.LIMIT_MAX));
    }

    @Override
    public void onAnswer(Desk desk, Holder from, int part, Message.Answer answer) {
        switch (answer) {
            case Message.RecordPage(List<SignedRecord> records, Bytes cursor) ->
                    onPage(desk, from, records, cursor);
            case Message.NotFound notFound -> onPage(desk, from, List.of(), Bytes.EMPTY);
            case Message.Declined declined -> run.failed(desk, from, Declines.words(declined));
            default -> run.failed(desk, from, Declines.OTHER_ANSWER);
        }
    }

    private void onPage(Desk desk, Holder from, List<SignedRecord> page, Bytes cursor) {
        Walk walk = walks.computeIfAbsent(from, holder -> new Walk());
        for (SignedRecord record : page) {
            desk.verify(record).filter(this::isAskedFor).ifPresent(walk.records::add);
        }
        walk.pages++;
        boolean enough = walk.records.size() >= wanted.atMost() || walk.pages >= PAGES_MAX;
        if (cursor.isEmpty() && walk.records.isEmpty()) {
            // A holder that came later may not have heard yet of what the others have.
            run.nothing(desk, from);
        } else if (cursor.isEmpty() || enough) {
            run.found(desk, from, listing(walk, cursor.isEmpty()));
        } else {
            askPage(desk, from, cursor);
        }
    }

    private static Listing listing(Walk walk, boolean complete) {
        Map<DhtKey, Verified<RecordBody>> byKey = new TreeMap<>();
        walk.records.forEach(record -> byKey.merge(record.body().key(), record, ListJob::newer));
        return new Listing(byKey, complete);
    }

    private boolean isAskedFor(Verified<RecordBody> record) {
        RecordBody body = record.body();
        if (!body.key().domain().equals(wanted.domain())) {
            return false;
        }
        if (body instanceof TombstoneRecord removal) {
            return removal.removed() == wanted.kind();
        }
        boolean there =
                wanted.locationKey().isEmpty()
                        || (body instanceof NodeInfoRecord info
                                && info.locationKeys().contains(wanted.locationKey()));
        return body.kind() == wanted.kind() && there;
    }

    @Override
    public void onSilence(Desk desk, Holder from, int part, String why) {
        run.failed(desk, from, why);
    }

    @Override
    public void onFreshList(Desk desk) {
        walks.clear();
        run.fresh(desk);
    }

    @Override
    public void onTick(Desk desk) {
        run.tick(desk);
    }

    private final class Ends implements PlanRun.Ends<Listing> {
        @Override
        public void ask(Desk desk, Holder holder) {
            askPage(desk, holder, Bytes.EMPTY);
        }

        @Override
        public void found(Desk desk, Listing listing) {
            List<Verified<? extends RecordBody>> living = new ArrayList<>();
            for (Verified<RecordBody> record : listing.records().values()) {
                if (!(record.body() instanceof TombstoneRecord)) {
                    living.add(record);
                }
            }
            boolean cut = living.size() > wanted.atMost();
            reply.accept(
                    new DirectoryActor.Listed(
                            cut ? living.subList(0, wanted.atMost()) : living,
                            listing.complete() && !cut));
        }

        @Override
        public void missing(Desk desk) {
            reply.accept(new DirectoryActor.Listed(List.of(), true));
        }

        @Override
        public void noAnswer(Desk desk, String why) {
            reply.accept(new DirectoryActor.NotListed(why));
        }
    }
}
