package virga.supernode.store;

import akka.actor.typed.ActorRef;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import virga.protocol.record.DhtKey;
import virga.protocol.record.RecordBody;
import virga.protocol.record.RecordBody.SuperNodeRecord;
import virga.protocol.record.Verified;

/** Who holds which keys, and which of them this node does. Not thread safe. */
final class HeldKeys {
    private final StoreSetup setup;
    private final HolderList holders;
    private final Set<ActorRef<StoreActor.Supers>> watchers = new HashSet<>();
    private Holdings holdings;

    HeldKeys(StoreSetup setup) {
        this.setup = setup;
        this.holders = new HolderList(body -> setup.verifier().believes(body));
        this.holdings = setup.everything() ? Holdings.WHOLE : Holdings.NONE;
    }

    HolderList holders() {
        return holders;
    }

    Holdings holdings() {
        return holdings;
    }

    /** Tells the watcher now and at each change. */
    void watch(ActorRef<StoreActor.Supers> watcher) {
        watchers.add(watcher);
        watcher.tell(new StoreActor.Supers(holders.all()));
    }

    /** What the store has accepted in the slots of SuperNode records. */
    void learn(Collection<? extends Verified<? extends RecordBody>> records) {
        records.forEach(this::learn);
        if (!records.isEmpty()) {
            StoreActor.Supers supers = new StoreActor.Supers(holders.all());
            watchers.forEach(watcher -> watcher.tell(supers));
        }
    }

    private void learn(Verified<? extends RecordBody> record) {
        holders.learn(record);
        if (!setup.everything() && record.body().key().equals(DhtKey.of(setup.id()))) {
            holdings =
                    record.body() instanceof SuperNodeRecord own ? Holdings.of(own) : Holdings.NONE;
        }
    }
}
