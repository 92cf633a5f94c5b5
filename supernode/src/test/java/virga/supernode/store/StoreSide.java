package virga.supernode.store;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import virga.protocol.identity.IdentityKey;
import virga.protocol.identity.Role;
import virga.protocol.message.Message;
import virga.protocol.record.KeyRange;
import virga.protocol.record.KeyRanges;
import virga.protocol.record.RecordBody;
import virga.protocol.record.RecordBody.NodeRecord;
import virga.protocol.record.SignedRecord;
import virga.protocol.record.Verified;

/** One holder of a range for tests of what holders do together: a real store, no actor. */
public final class StoreSide implements AutoCloseable {
    /** Its records may be stored by either side. */
    public static final TestNetworkDoor NETWORK = new TestNetworkDoor();

    private final RecordStore store;
    private final Holdings holdings;
    private final OpenStore open;
    private final Verified<NodeRecord> own;

    /** A holder of the range, whose own key is of this number. */
    public StoreSide(Path file, int number, KeyRange range) {
        KeyRanges held = new KeyRanges(List.of(range));
        IdentityKey key = TestNetwork.key(number);
        this.holdings = new Holdings(held, held, held, 1);
        this.store =
                RecordStore.open(
                        file, new StoreSettings(0, 512), Runnable::run, () -> TestNetwork.NOW);
        this.own = TestNetwork.peer(key, TestNetwork.ACME, Set.of(Role.SUPER)).node();
        StoreSetup setup =
                new StoreSetup(
                        file,
                        new StoreSettings(0, 512),
                        TestNetwork.id(key, TestNetwork.ACME),
                        () -> Optional.of(own),
                        false,
                        NETWORK.network().verifier,
                        () -> TestNetwork.NOW,
                        Runnable::run);
        this.open = new OpenStore(store, holdings, setup);
    }

    public OpenStore open() {
        return open;
    }

    public Verified<NodeRecord> own() {
        return own;
    }

    /** Puts what an operator signed, or a node itself, with the Node record that proves it. */
    public void put(List<? extends Verified<? extends RecordBody>> records) {
        List<Offer> offers =
                records.stream()
                        .map(record -> new Offer(NETWORK.network().operatorPeer, record))
                        .toList();
        store.store(offers, holdings, TestNetwork.NOW).toCompletableFuture().join();
    }

    /** As an honest holder answers. */
    public Message.Answer answer(Message.Question question, Verified<NodeRecord> asker) {
        return switch (question) {
            case Message.GetRange get -> store.page(get, now());
            case Message.CompareRange compare -> store.compare(compare);
            case Message.GetSummaries get -> store.summaries(get);
            case Message.GetRecords get -> store.records(get, now());
            case Message.Store(SignedRecord record) -> stored(record, asker);
            default -> Message.Busy.INSTANCE;
        };
    }

    private Message.Answer stored(SignedRecord record, Verified<NodeRecord> from) {
        int bad = open.keep(from, List.of(record)).toCompletableFuture().join();
        return bad == 0 ? new Message.Stored(1) : Message.Busy.INSTANCE;
    }

    private static Instant now() {
        return TestNetwork.NOW;
    }

    @Override
    public void close() {
        store.close();
    }
}
