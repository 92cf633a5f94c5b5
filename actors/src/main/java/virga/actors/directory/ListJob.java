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
import virga.protocol.record.KeyRange;
import virga.protocol.record.RecordBody;
import virga.protocol.record.RecordBody.NodeInfoRecord;
import virga.protocol.record.RecordBody.TombstoneRecord;
import virga.protocol.record.RecordOrder;
import virga.protocol.record.SignedRecord;
import virga.protocol.record.Verified;

/**
 * Walks through the pages of a listing, at more than one holder, and puts the lists together. A
 * domain whose keys are parted is listed part by part, each at its own holders; what is under one
 * location key is at the holders of that.
 */
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
    private final Map<DhtKey, Verified<RecordBody>> all = new TreeMap<>();
    private boolean complete = true;
    private boolean partKnown;
    private long from;
    private long upTo;
    private PlanRun<Listing> run;

    ListJob(ListAll wanted, Consumer<ListResult> reply) {
        this.wanted = wanted;
        this.reply = reply;
        this.from = KeyRange.of(wanted.domain()).from();
        this.upTo = KeyRange.of(wanted.domain()).to();
        this.run = run();
    }

    private boolean byLocation() {
        return !wanted.locationKey().isEmpty();
    }

    private PlanRun<Listing> run() {
        DhtKey first =
                byLocation()
                        ? new DhtKey(wanted.domain(), wanted.locationKey())
                        : new KeyRange(from, from).firstKey();
        return new PlanRun<>(this, first, Listing::with, new Ends());
    }

    private static Verified<RecordBody> newer(Verified<RecordBody> a, Verified<RecordBody> b) {
        return RecordOrder.of(b, a).replaces() ? b : a;
    }

    @Override
    public void start(Desk desk) {
        run.start(desk);
    }

    /** Behind the last key of the part before; empty in the first. */
    private Bytes firstCursor() {
        long first = KeyRange.of(wanted.domain()).from();
        return byLocation() || from == first
                ? Bytes.EMPTY
                : new KeyRange(from - 1, from - 1).lastKey().hash();
    }

    /** A cursor that says nothing to this node may be anything: the holder knows how to go on. */
    private boolean isBehindPart(Bytes cursor) {
        if (cursor.length() != DhtKey.HASH_LENGTH_BYTES) {
            return false;
        }
        long last = KeyRange.position(new DhtKey(wanted.domain(), cursor));
        boolean reached =
                Long.compareUnsigned(last, upTo) > 0
                        || new KeyRange(upTo, upTo).lastKey().hash().equals(cursor);
        return !byLocation() && reached;
    }

    private boolean isInPart(Verified<RecordBody> record) {
        return byLocation() || new KeyRange(from, upTo).holds(record.body().key());
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
            case Message.Declined declined -> run.declined(desk, from, declined);
            default -> run.failed(desk, from, Declines.OTHER_ANSWER);
        }
    }

    private void onPage(Desk desk, Holder from, List<SignedRecord> page, Bytes next) {
        Walk walk = walks.computeIfAbsent(from, holder -> new Walk());
        for (SignedRecord record : page) {
            desk.verify(record)
                    .filter(this::isAskedFor)
                    .filter(this::isInPart)
                    .ifPresent(walk.records::add);
        }
        Bytes cursor = next.isEmpty() || isBehindPart(next) ? Bytes.EMPTY : next;
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
            if (!partKnown) {
                // Now, since the holders of the part's first key have been looked up.
                partKnown = true;
                long end = KeyRange.of(wanted.domain()).to();
                upTo = desk.supers().sameHoldersUpTo(from, end);
            }
            askPage(desk, holder, firstCursor());
        }

        @Override
        public void found(Desk desk, Listing listing) {
            all.putAll(listing.records());
            complete &= listing.complete();
            partEnded(desk);
        }

        @Override
        public void missing(Desk desk) {
            partEnded(desk);
        }

        @Override
        public void noAnswer(Desk desk, String why) {
            reply.accept(new DirectoryActor.NotListed(why));
        }
    }

    private void partEnded(Desk desk) {
        boolean last = byLocation() || upTo == KeyRange.of(wanted.domain()).to();
        if (last || living().size() >= wanted.atMost()) {
            List<Verified<? extends RecordBody>> living = living();
            boolean cut = living.size() > wanted.atMost();
            reply.accept(
                    new DirectoryActor.Listed(
                            cut ? living.subList(0, wanted.atMost()) : living,
                            complete && last && !cut));
            return;
        }
        from = upTo + 1;
        partKnown = false;
        walks.clear();
        run = run();
        desk.goOn(this);
        run.start(desk);
    }

    private List<Verified<? extends RecordBody>> living() {
        List<Verified<? extends RecordBody>> living = new ArrayList<>();
        for (Verified<RecordBody> record : all.values()) {
            if (!(record.body() instanceof TombstoneRecord)) {
                living.add(record);
            }
        }
        return living;
    }
}
