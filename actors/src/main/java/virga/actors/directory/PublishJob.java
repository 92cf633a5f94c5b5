package virga.actors.directory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import virga.actors.directory.DirectoryActor.PublishResult;
import virga.protocol.message.Message;
import virga.protocol.message.RefusalReason;
import virga.protocol.record.DhtKey;
import virga.protocol.record.Places;
import virga.protocol.record.RecordBody;
import virga.protocol.record.SignedRecord;
import virga.protocol.record.Verified;

/** Stores records at their holders: acknowledged when two have each, or the only one there is. */
final class PublishJob implements Job {
    /** Holders of one key: R. */
    static final int HOLDERS_MAX = 3;

    /** Copies that make a record safe. */
    static final int COPIES_MIN = 2;

    private static final class Storing {
        final SignedRecord record;
        final DhtKey key;
        int needed = COPIES_MIN;
        int copies;
        int open;

        Storing(SignedRecord record, DhtKey key) {
            this.record = record;
            this.key = key;
        }

        boolean safe() {
            return copies >= needed;
        }
    }

    private final Consumer<PublishResult> reply;
    private final List<SignedRecord> records;
    private final List<Storing> storing = new ArrayList<>();
    private Optional<RefusalReason> refusal = Optional.empty();
    private String trouble = "";
    private long version;
    private boolean retried;

    PublishJob(List<SignedRecord> records, Consumer<PublishResult> reply) {
        this.records = records;
        this.reply = reply;
    }

    @Override
    public void start(Desk desk) {
        for (SignedRecord record : records) {
            Optional<Verified<RecordBody>> own = desk.verify(record);
            if (own.isEmpty()) {
                end(desk, new DirectoryActor.NotPublished(refusal, Declines.NOT_BELIEVED));
                return;
            }
            for (DhtKey place : Places.of(own.get().body())) {
                storing.add(new Storing(record, place));
            }
        }
        Optional<DhtKey> unknown =
                storing.stream()
                        .map(one -> one.key)
                        .filter(key -> holders(desk, key).isEmpty())
                        .findFirst();
        if (unknown.isPresent()) {
            // Nobody is known to hold it: that says the list, or the operator holds it.
            desk.freshList(this, unknown.get());
            return;
        }
        askAll(desk);
        endWhenDone(desk);
    }

    private static List<Holder> holders(Desk desk, DhtKey key) {
        return desk.supers().order(key, desk.now(), desk.random()).stream()
                .limit(HOLDERS_MAX)
                .map(Holder::of)
                .toList();
    }

    private void askAll(Desk desk) {
        for (int part = 0; part < storing.size(); part++) {
            if (!storing.get(part).safe()) {
                ask(desk, part);
            }
        }
    }

    private void ask(Desk desk, int part) {
        Storing one = storing.get(part);
        List<Holder> holders = holders(desk, one.key);
        List<Holder> asked = holders.isEmpty() ? List.of(desk.operator()) : holders;
        one.needed = Math.min(COPIES_MIN, asked.size());
        one.copies = 0;
        one.open = asked.size();
        asked.forEach(holder -> desk.ask(this, holder, part, new Message.Store(one.record)));
    }

    @Override
    public void onAnswer(Desk desk, Holder from, int part, Message.Answer answer) {
        Storing one = storing.get(part);
        one.open--;
        switch (answer) {
            case Message.Stored(long held) -> {
                one.copies++;
                version = Math.max(version, held);
                desk.supers().answeredWell(from.id());
            }
            case Message.Refused(RefusalReason reason) -> {
                refusal = Optional.of(reason);
                trouble = Declines.words(new Message.Refused(reason));
            }
            case Message.Busy busy -> {
                desk.supers().busy(from.id(), desk.now(), desk.random());
                failed(desk, from, Declines.words(busy));
            }
            case Message.NotMine not -> {
                desk.supers().notMine(from.id());
                failed(desk, from, Declines.words(not));
            }
            case Message.Declined declined -> failed(desk, from, Declines.words(declined));
            default -> failed(desk, from, Declines.OTHER_ANSWER);
        }
        endWhenDone(desk);
    }

    private void failed(Desk desk, Holder from, String why) {
        desk.supers().failed(from.id());
        trouble = from.id() + ": " + why;
    }

    @Override
    public void onSilence(Desk desk, Holder from, int part, String why) {
        storing.get(part).open--;
        failed(desk, from, why);
        endWhenDone(desk);
    }

    private void endWhenDone(Desk desk) {
        if (storing.stream().allMatch(Storing::safe)) {
            int copies = storing.stream().mapToInt(one -> one.copies).min().orElse(0);
            end(desk, new DirectoryActor.Published(copies, version));
        } else if (storing.stream().allMatch(one -> one.open == 0)) {
            retryOrFail(desk);
        }
    }

    private void retryOrFail(Desk desk) {
        if (retried || refusal.isPresent()) {
            String why = "too few supers stored it (" + trouble + ")";
            end(desk, new DirectoryActor.NotPublished(refusal, why));
        } else {
            retried = true;
            storing.stream()
                    .filter(one -> !one.safe())
                    .findFirst()
                    .ifPresent(one -> desk.freshList(this, one.key));
        }
    }

    @Override
    public void onFreshList(Desk desk) {
        askAll(desk);
    }

    @Override
    public void onTick(Desk desk) {
        // Each question has its own time-out; nothing else is waited for.
    }

    private void end(Desk desk, PublishResult result) {
        desk.ended(this);
        reply.accept(result);
    }
}
