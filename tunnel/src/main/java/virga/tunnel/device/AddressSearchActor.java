package virga.tunnel.device;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import virga.protocol.Bytes;

/** Runs {@link AddressSearch}es: one for each MAC, however many want to know. */
public final class AddressSearchActor {
    /** Devices searched for at one moment; more are answered with nothing. */
    static final int SEARCHES_MAX = 256;

    /** Askers of one search; more are answered with nothing. */
    static final int ASKERS_MAX = 4_096;

    private static final Logger LOG = LoggerFactory.getLogger(AddressSearchActor.class);

    public sealed interface Command {}

    /**
     * Finds the MAC (6 bytes) in the subnets. {@code excluded}: addresses that the tables gave and
     * that do not answer.
     */
    public record Find(
            Bytes mac,
            List<InterfaceSubnet> subnets,
            Set<InetAddress> excluded,
            ActorRef<Addresses> replyTo)
            implements Command {}

    /** Best first; empty where nothing answers to the MAC. */
    public record Addresses(Bytes mac, List<InetAddress> addresses) {
        public Addresses {
            addresses = List.copyOf(addresses);
        }
    }

    /** The device answered at this address. */
    public record Worked(Bytes mac, InetAddress address) implements Command {}

    private record Remembered(Find find, Optional<InetAddress> lastWorked) implements Command {}

    private record TablesRead(Bytes mac, List<Neighbour> neighbours) implements Command {}

    private record Tick(Bytes mac) implements Command {}

    /** What the searches need of the machine. */
    public record Machine(
            NeighbourTable neighbours,
            Poke poke,
            AddressMemory memory,
            InstantSource clock,
            Executor blocking) {}

    private record Running(AddressSearch search, List<ActorRef<Addresses>> askers) {}

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final Machine machine;
    private final SweepLedger ledger = new SweepLedger();
    private final Map<Bytes, Running> running = new HashMap<>();

    private AddressSearchActor(
            ActorContext<Command> context, TimerScheduler<Command> timers, Machine machine) {
        this.context = context;
        this.timers = timers;
        this.machine = machine;
    }

    public static Behavior<Command> create(Machine machine) {
        return Behaviors.setup(
                context -> {
                    machine.memory().prepare();
                    return Behaviors.withTimers(
                            timers ->
                                    Behaviors.receiveMessage(
                                            new AddressSearchActor(context, timers, machine)
                                                    ::onCommand));
                });
    }

    private Behavior<Command> onCommand(Command command) {
        switch (command) {
            case Find find -> onFind(find);
            case Remembered remembered -> onRemembered(remembered);
            case TablesRead read -> onTables(read);
            case Tick tick -> onTick(tick);
            case Worked worked -> onWorked(worked);
        }
        return Behaviors.same();
    }

    private void onFind(Find find) {
        Running under = running.get(find.mac());
        if (under != null) {
            join(under, find);
            return;
        }
        context.pipeToSelf(
                CompletableFuture.supplyAsync(
                        () -> machine.memory().lastWorked(find.mac()), machine.blocking()),
                (last, failure) -> new Remembered(find, failure == null ? last : Optional.empty()));
    }

    private void onRemembered(Remembered remembered) {
        Find find = remembered.find();
        Running under = running.get(find.mac());
        if (under != null) {
            join(under, find);
        } else if (running.size() >= SEARCHES_MAX) {
            find.replyTo().tell(new Addresses(find.mac(), List.of()));
        } else {
            AddressSearch.Sought sought =
                    new AddressSearch.Sought(
                            find.mac(), find.subnets(), remembered.lastWorked(), find.excluded());
            Running fresh = new Running(new AddressSearch(sought, ledger), new ArrayList<>());
            fresh.askers().add(find.replyTo());
            running.put(find.mac(), fresh);
            perform(find.mac(), fresh, fresh.search().start());
        }
    }

    private static void join(Running under, Find find) {
        if (under.askers().size() < ASKERS_MAX) {
            under.askers().add(find.replyTo());
        } else {
            find.replyTo().tell(new Addresses(find.mac(), List.of()));
        }
    }

    private void onTables(TablesRead read) {
        Running under = running.get(read.mac());
        if (under != null) {
            perform(
                    read.mac(),
                    under,
                    under.search().onTables(read.neighbours(), machine.clock().millis()));
        }
    }

    private void onTick(Tick tick) {
        Running under = running.get(tick.mac());
        if (under != null) {
            perform(tick.mac(), under, under.search().onTick(machine.clock().millis()));
        }
    }

    private void onWorked(Worked worked) {
        machine.memory()
                .worked(worked.mac(), worked.address(), machine.clock().millis())
                .whenComplete(
                        (stored, failure) -> {
                            if (failure != null) {
                                LOG.atWarn()
                                        .addKeyValue("reason", failure.toString())
                                        .log("device address not remembered");
                            }
                        });
    }

    private void perform(Bytes mac, Running under, List<AddressSearch.Effect> effects) {
        for (AddressSearch.Effect effect : effects) {
            switch (effect) {
                case AddressSearch.Effect.ReadTables read -> readTables(mac);
                case AddressSearch.Effect.Poke poke ->
                        machine.blocking().execute(() -> machine.poke().send(poke.addresses()));
                case AddressSearch.Effect.Done done -> {
                    running.remove(mac);
                    Addresses found = new Addresses(mac, done.addresses());
                    under.askers().forEach(asker -> asker.tell(found));
                }
            }
        }
        under.search()
                .deadlineMillis()
                .ifPresent(
                        atMillis -> {
                            long waitMillis = Math.max(1, atMillis - machine.clock().millis());
                            timers.startSingleTimer(
                                    mac, new Tick(mac), Duration.ofMillis(waitMillis));
                        });
    }

    private void readTables(Bytes mac) {
        context.pipeToSelf(
                CompletableFuture.supplyAsync(
                        () -> machine.neighbours().read(), machine.blocking()),
                (neighbours, failure) ->
                        new TablesRead(mac, failure == null ? neighbours : List.of()));
    }
}
