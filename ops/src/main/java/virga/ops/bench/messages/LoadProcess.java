package virga.ops.bench.messages;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import virga.actors.node.NodeContext;
import virga.actors.node.NodeHome;
import virga.actors.switchboard.Target;
import virga.ops.bench.Commands;
import virga.ops.bench.KeySampler;
import virga.ops.bench.load.Load;
import virga.ops.bench.load.LoadActor;
import virga.ops.bench.load.LoadCounts;
import virga.ops.config.NodeFlags;
import virga.ops.demo.AdminDoor;
import virga.ops.node.NodeAssembly;
import virga.ops.node.Nodes;
import virga.protocol.carrier.Candidate;
import virga.protocol.identity.Ed25519;
import virga.protocol.identity.IdentityKey;
import virga.protocol.identity.IdentityKeyFile;
import virga.protocol.identity.NodeId;
import virga.protocol.message.Message;

/**
 * A node in a process of its own that asks another as fast as it answers. Arguments: its home, the
 * token's file, the operator's home, id and address, and the samplers' seed. Hears {@code records
 * N}, {@code begin ping|uniform|zipf WINDOW}, {@code counts}, {@code alone} (and forgets), {@code
 * end}.
 */
public final class LoadProcess {
    private static final double ZIPF_EXPONENT = 1.0;
    private static final int STORES_IN_FLIGHT = 2_048;
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final AdminDoor door;
    private final NodeContext node;
    private final Path operatorHome;
    private final SplittableRandom random;
    private final ActorRef<LoadActor.Command> actor;
    private LoadCounts counts = new LoadCounts();
    private List<Message.Lookup> lookups = List.of();

    private LoadProcess(
            AdminDoor door,
            NodeContext node,
            Path operatorHome,
            SplittableRandom random,
            ActorRef<LoadActor.Command> actor) {
        this.door = door;
        this.node = node;
        this.operatorHome = operatorHome;
        this.random = random;
        this.actor = actor;
    }

    public static void main(String[] arguments) {
        Path home = Path.of(arguments[0]);
        Map<String, Object> keys = new HashMap<>(Map.of("roles", List.of("user")));
        NodeFlags flags = new NodeFlags(home, null, "@" + arguments[1], keys);
        Nodes nodes = new Nodes(System.getenv(), Clock.systemUTC());
        NodeContext node = nodes.start(new NodeAssembly(flags, line -> {})).context();
        Target target = Target.node(NodeId.parse(arguments[3]), List.of(candidate(arguments[4])));
        ActorSystem<LoadActor.Command> system =
                ActorSystem.create(
                        LoadActor.create(node.switchboard(), target),
                        "load",
                        ConfigFactory.load("virga-akka"));
        LoadProcess process =
                new LoadProcess(
                        new AdminDoor(home),
                        node,
                        Path.of(arguments[2]),
                        new SplittableRandom(Long.parseLong(arguments[5])),
                        system);
        Commands.say("ready " + node.id());
        Commands.serve(process::on);
    }

    private static Candidate candidate(String address) {
        int colon = address.lastIndexOf(':');
        return Candidate.direct(
                address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
    }

    private void on(String[] words) throws IOException {
        switch (words[0]) {
            case "records" -> store(Integer.parseInt(words[1]));
            case "begin" -> begin(load(words[1]), Integer.parseInt(words[2]));
            case "counts" -> sayCounts();
            case "alone" -> {
                Commands.say("alone " + counts.aloneMicros(50) + " " + counts.aloneMicros(99));
                counts.resetAlone();
            }
            default -> {
                actor.tell(new LoadActor.End());
                awaitAnswers();
                Commands.say("end ");
            }
        }
    }

    private void begin(Load load, int window) {
        counts = new LoadCounts();
        actor.tell(new LoadActor.Begin(load, window, counts));
    }

    private Load load(String name) {
        return switch (name) {
            case "ping" -> Load.same(Message.Ping.INSTANCE, LoadActor.ASK_MAX * 4);
            case "uniform" -> Load.drawn(lookups, KeySampler.uniform(lookups.size(), random));
            default -> Load.drawn(lookups, KeySampler.zipf(lookups.size(), ZIPF_EXPONENT, random));
        };
    }

    private void store(int count) throws IOException {
        IdentityKey operator =
                IdentityKeyFile.open(
                                new NodeHome(operatorHome).keyFile(),
                                Ed25519.best(),
                                new SecureRandom(),
                                node.clock().instant())
                        .key();
        BenchRecords records =
                BenchRecords.make(
                        count, node.id().domain(), operator, node.clock().instant(), random);
        lookups = records.lookups();
        long start = System.nanoTime();
        begin(Load.once(records.stores()), STORES_IN_FLIGHT);
        do {
            awaitAnswers();
        } while (counts.answered() + counts.lost() < count);
        double aSecond = count / ((System.nanoTime() - start) / 1e9);
        if (counts.declined() + counts.lost() > 0) {
            throw new IOException(
                    counts.declined() + " records were refused, " + counts.lost() + " lost");
        }
        Commands.say("records " + aSecond);
    }

    private void awaitAnswers() {
        do {
            LockSupport.parkNanos(POLL_NANOS);
        } while (counts.open() > 0);
    }

    private void sayCounts() {
        long bytes =
                door.links().stream().mapToLong(link -> link.bytesIn() + link.bytesOut()).sum();
        Commands.say(
                "counts "
                        + counts.answered()
                        + " "
                        + counts.flights()
                        + " "
                        + counts.declined()
                        + " "
                        + counts.lost()
                        + " "
                        + bytes);
    }
}
