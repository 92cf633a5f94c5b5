package virga.supernode.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static virga.supernode.store.TestNetwork.ACME;
import static virga.supernode.store.TestNetwork.NOW;
import static virga.supernode.store.TestNetwork.OTHER;
import static virga.supernode.store.TestNetwork.hash;
import static virga.supernode.store.TestNetwork.key;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import virga.protocol.Bytes;
import virga.protocol.identity.DomainId;
import virga.protocol.identity.IdentityKey;
import virga.protocol.identity.Role;
import virga.protocol.message.Message;
import virga.protocol.message.Message.ListRecords;
import virga.protocol.record.DhtKey;
import virga.protocol.record.KeyRanges;
import virga.protocol.record.RecordBody;
import virga.protocol.record.RecordKind;
import virga.protocol.record.Slot;
import virga.protocol.record.Verified;

/** Random stores, removals, time and reopenings: the store always says what the model says. */
final class RecordStoreModelTest {
    private static final int NODES = 4;
    private static final int PLACES = 2;
    private static final Duration TICK = Duration.ofMinutes(1);
    private static final List<DomainId> DOMAINS = List.of(ACME, OTHER);
    private static final TestNetwork NETWORK = new TestNetwork();
    private static final Map<Put, Verified<? extends RecordBody>> SIGNED = new HashMap<>();

    sealed interface Step {}

    /** {@code lifeTicks} from the start of the run, not from when it is stored. */
    record Put(What what, DomainId domain, int node, int version, int lifeTicks) implements Step {}

    record Wait(int ticks) implements Step {}

    record Sweep() implements Step {}

    record Reopen() implements Step {}

    enum What {
        NODE,
        NODE_REMOVAL,
        INFO,
        INFO_REMOVAL,
        DEVICE,
        DEVICE_REMOVAL,
        QUOTA
    }

    @Property(tries = 60)
    void storeAndModelAgree(@ForAll("steps") List<Step> steps) throws IOException {
        Path folder = Files.createTempDirectory("dht");
        try (Run run = new Run(folder)) {
            for (Step step : steps) {
                run.take(step);
            }
        }
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Step> put =
                Combinators.combine(
                                Arbitraries.of(What.class),
                                Arbitraries.of(DOMAINS),
                                Arbitraries.integers().between(1, NODES),
                                Arbitraries.integers().between(1, 4),
                                Arbitraries.integers().between(1, 30))
                        .as(Put::new);
        Arbitrary<Step> wait = Arbitraries.integers().between(1, 6).map(Wait::new);
        return Arbitraries.frequencyOf(
                        Tuple.of(12, put),
                        Tuple.of(2, wait),
                        Tuple.of(1, Arbitraries.just(new Sweep())),
                        Tuple.of(1, Arbitraries.just(new Reopen())))
                .list()
                .ofMinSize(20)
                .ofMaxSize(80);
    }

    private static Verified<? extends RecordBody> signed(Put put) {
        return SIGNED.computeIfAbsent(put, RecordStoreModelTest::sign);
    }

    private static Verified<? extends RecordBody> sign(Put put) {
        IdentityKey key = key(put.node());
        DomainId domain = put.domain();
        DhtKey node = DhtKey.of(TestNetwork.id(key, domain));
        Duration life = TICK.multipliedBy(put.lifeTicks());
        int version = put.version();
        IdentityKey operator = NETWORK.operator;
        return switch (put.what()) {
            case NODE -> NETWORK.node(key, domain, version, life);
            case NODE_REMOVAL -> NETWORK.removal(RecordKind.NODE, node, version, life, operator);
            case INFO -> NETWORK.info(key, domain, version, life, place(put.lifeTicks()));
            case INFO_REMOVAL -> NETWORK.removal(RecordKind.NODE_INFO, node, version, life, key);
            case DEVICE -> NETWORK.device(device(put), name(put.lifeTicks()), 40, version, life);
            case DEVICE_REMOVAL ->
                    NETWORK.removal(RecordKind.DEVICE, device(put), version, life, operator);
            case QUOTA -> NETWORK.quota(domain, put.lifeTicks() % 5, version);
        };
    }

    private static Bytes place(int number) {
        return hash(500 + number % PLACES);
    }

    private static Bytes name(int number) {
        return hash(600 + number % PLACES);
    }

    private static DhtKey device(Put put) {
        return new DhtKey(put.domain(), hash(700 + put.node()));
    }

    /** One store beside its model. */
    private static final class Run implements AutoCloseable {
        private static final StoreSettings SETTINGS = new StoreSettings(4_000, 1_000);

        private final StoreModel model = new StoreModel();
        private final Path file;
        private RecordStore store;
        private Instant now = NOW;

        Run(Path folder) {
            this.file = folder.resolve("dht.db");
            this.store = open();
        }

        private RecordStore open() {
            return RecordStore.open(file, SETTINGS, Runnable::run, () -> NOW);
        }

        void take(Step step) {
            switch (step) {
                case Put put -> put(put);
                case Wait wait -> now = now.plus(TICK.multipliedBy(wait.ticks()));
                case Sweep _ -> store.sweep(now).toCompletableFuture().join();
                case Reopen _ -> {
                    store.close();
                    store = open();
                }
            }
            compare();
        }

        private void put(Put put) {
            Verified<? extends RecordBody> record = signed(put);
            AdmittedPeer writer =
                    TestNetwork.peer(key(put.node()), put.domain(), Set.of(Role.USER));
            Ruling ruling =
                    store.store(List.of(new Offer(writer, record)), Holdings.WHOLE, now)
                            .toCompletableFuture()
                            .join()
                            .getFirst();
            boolean took =
                    switch (ruling) {
                        case Ruling.Accept _ -> true;
                        case Ruling.SameVersionConflict conflict -> conflict.replaces();
                        case Ruling _ -> false;
                    };
            assertEquals(model.store(record, now), took, () -> put + " at " + now);
        }

        private void compare() {
            for (DomainId domain : DOMAINS) {
                for (int i = 1; i <= NODES; i++) {
                    DhtKey node = DhtKey.of(TestNetwork.id(key(i), domain));
                    compare(new Slot(RecordKind.NODE, node));
                    compare(new Slot(RecordKind.NODE_INFO, node));
                    compare(new Slot(RecordKind.DEVICE, new DhtKey(domain, hash(700 + i))));
                }
                for (int i = 0; i < PLACES; i++) {
                    var list =
                            new ListRecords(
                                    RecordKind.NODE_INFO, domain, place(i), Bytes.EMPTY, 256);
                    assertEquals(
                            model.at(domain, place(i), now),
                            store.list(list, KeyRanges.WHOLE, now).records());
                }
            }
        }

        /** As the actor does: memory first, then the file. */
        private void compare(Slot slot) {
            Message.Answer answer =
                    store.cached(slot, now)
                            .orElseGet(() -> store.lookup(List.of(slot), now).getFirst());
            assertEquals(model.look(slot, now), answer, () -> slot + " at " + now);
        }

        /** Once all that ended is swept, the counts are those of the model too. */
        @Override
        public void close() {
            store.sweep(now).toCompletableFuture().join();
            for (DomainId domain : DOMAINS) {
                model.forget(now);
                assertEquals(model.entries(domain), store.use(domain, now).entries());
            }
            store.close();
        }
    }
}
