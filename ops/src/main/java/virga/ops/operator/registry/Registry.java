package virga.ops.operator.registry;

import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import virga.ops.operator.registry.database.DatabaseException;
import virga.ops.operator.registry.database.RegistryDatabase;
import virga.ops.operator.registry.database.RegistryPlace;

/**
 * The operator's registry: what it knows and nobody else can tell it again, in a SQLite file of its
 * home or on a PostgreSQL that it shares with other operators. A change is on the disk before its
 * stage completes; changes that wait at one moment share one flush. Thread safe.
 */
public final class Registry implements AutoCloseable {
    private final RegistryDatabase database;
    private final Executor blocking;
    private final Map<String, LongConsumer> listeners = new ConcurrentHashMap<>();
    private final AtomicLong lastHeard = new AtomicLong();

    private Registry(RegistryDatabase database, Executor blocking) {
        this.database = database;
        this.blocking = blocking;
    }

    /** Work on the tables within one transaction. What it throws undoes it, and it alone. */
    @FunctionalInterface
    public interface Operation<T> {
        T run(RegistryTables tables) throws SQLException;
    }

    private record Written<T>(T value, long change) {}

    /**
     * Opens it, or makes an empty one. One that is damaged, of a newer version or out of reach is
     * an {@link OperatorException} that says what to do.
     *
     * @param blocking runs what waits for the database
     */
    public static Registry open(RegistryPlace place, Executor blocking) {
        try {
            Registry registry = new Registry(RegistryDatabase.open(place, blocking), blocking);
            registry.database.watch(registry::look);
            return registry;
        } catch (DatabaseException e) {
            throw OperatorException.failed(e.line(), e.hint());
        }
    }

    /** Runs {@code operation}; the stage completes when what it did is on the disk. */
    public <T> CompletionStage<T> change(Operation<T> operation) {
        return database.change(
                        session -> {
                            RegistryTables tables = RegistryTables.of(session);
                            T value = operation.run(tables);
                            return new Written<>(value, tables.records().lastPut());
                        })
                .thenApply(
                        written -> {
                            if (written.change() > 0) {
                                tell(written.change());
                            }
                            return written.value();
                        });
    }

    /** Runs a query that sees everything acknowledged before. */
    public <T> CompletionStage<T> read(Operation<T> query) {
        return CompletableFuture.supplyAsync(() -> now(query), blocking);
    }

    private <T> T now(Operation<T> query) {
        return database.read(session -> query.run(RegistryTables.of(session)));
    }

    /**
     * {@code listener} hears of each change number that is on the disk, in no certain order; it
     * takes the place of what {@code owner} gave before. Of what other operators wrote it hears the
     * last number, within about a second.
     */
    public void onChange(String owner, LongConsumer listener) {
        listeners.put(owner, listener);
    }

    private void look() {
        long change = now(tables -> tables.records().lastChange());
        if (change > lastHeard.get()) {
            tell(change);
        }
    }

    private void tell(long change) {
        lastHeard.accumulateAndGet(change, Math::max);
        listeners.values().forEach(each -> each.accept(change));
    }

    @Override
    public void close() {
        listeners.clear();
        database.close();
    }
}
