package virga.ops.bench.tunnel;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import virga.ops.bench.BenchNetwork;
import virga.ops.bench.BenchNode;
import virga.ops.bench.ChildProcess;
import virga.ops.bench.JavaCommand;
import virga.ops.bench.Loopback;
import virga.ops.bench.Machine;
import virga.ops.bench.Progress;
import virga.ops.bench.Report;
import virga.ops.bench.Result;
import virga.ops.bench.Samples;
import virga.ops.bench.TemporaryFolder;

/**
 * Megabytes a second from this process to a device: directly, through a tunnel of two nodes, and
 * through two processes each of ssh and stunnel, interleaved in one run.
 */
public final class TunnelBench {
    private static final Duration START_MAX = Duration.ofSeconds(20);
    private static final int STREAMS_MANY = 8;
    private static final String DEVICE = "sink";
    private static final String TUNNEL = "tunnel";
    private static final String DIRECT = "direct";
    private static final String DOWN = "-down";

    /** Ways that others' programs offer, as far as they are installed. */
    private static final List<String> PEERS = List.of("ssh", "ssh-gcm", "stunnel");

    private final TunnelSettings settings;
    private final RandomGenerator random;
    private final Progress progress;

    public TunnelBench(TunnelSettings settings, RandomGenerator random, Progress progress) {
        this.settings = settings;
        this.random = random;
        this.progress = progress;
    }

    /** Starts everything ({@code program} runs nodes), measures, and ends what it started. */
    public Report run(Class<?> program) throws IOException {
        Machine machine = Machine.now();
        try (TemporaryFolder folder = TemporaryFolder.make("bench-tunnel");
                ChildProcess device =
                        ChildProcess.java(
                                "device", JavaCommand.LOAD_FLAGS, DeviceProcess.class, List.of());
                BenchNetwork network =
                        BenchNetwork.start(program, folder.path(), "operator,super");
                Peers peers = Peers.start(folder.path(), devicePort(device), random, progress)) {
            BenchNode site = network.joinTunnelNode("site");
            BenchNode user = network.join("me", "user", List.of());
            progress.step("network of three nodes, and the device");
            network.register(DEVICE, peers.ports(), site);
            Way tunnel = new Way(TUNNEL, BenchNetwork.open(user, DEVICE, peers.devicePort()));
            List<Way> ways = new ArrayList<>();
            ways.add(new Way(DIRECT, Loopback.at(peers.devicePort())));
            ways.add(tunnel);
            ways.addAll(peers.ways());
            List<Result> results = new ArrayList<>();
            warmUp(ways, tunnel);
            results.addAll(throughput(ways));
            results.add(firstByte(ways.getFirst(), tunnel));
            results.add(new PingUnderLoad(user, site, settings).measure(tunnel));
            if (settings.scpBytes() > 0) {
                results.addAll(scp(peers, user, folder.path()));
            }
            return Report.of(TUNNEL, results, machine);
        }
    }

    private static int devicePort(ChildProcess device) {
        return Integer.parseInt(device.await("port ", START_MAX));
    }

    private void warmUp(List<Way> ways, Way tunnel) throws IOException {
        progress.step("warm-up");
        long end = System.nanoTime() + settings.warmUp().toNanos();
        do {
            for (Wish.Kind kind : List.of(Wish.Kind.TAKE, Wish.Kind.GIVE)) {
                for (int streams : List.of(1, STREAMS_MANY)) {
                    move(tunnel, kind, streams);
                }
            }
        } while (System.nanoTime() < end);
        for (Way way : ways) {
            move(way, Wish.Kind.TAKE, STREAMS_MANY);
        }
    }

    private double move(Way way, Wish.Kind kind, int streams) throws IOException {
        return Transfer.megabytesASecond(way.address(), kind, settings.lengthBytes(), streams);
    }

    private List<Result> throughput(List<Way> ways) throws IOException {
        Race race = new Race();
        List<Way> order = new ArrayList<>(ways);
        for (int round = 1; round <= settings.rounds(); round++) {
            progress.step("round " + round + " of " + settings.rounds());
            for (Way way : order) {
                race.note(way.name(), move(way, Wish.Kind.TAKE, 1));
                race.note(way.name() + DOWN, move(way, Wish.Kind.GIVE, 1));
                race.note(way.name() + "-8", move(way, Wish.Kind.TAKE, STREAMS_MANY));
                race.note(way.name() + "-8" + DOWN, move(way, Wish.Kind.GIVE, STREAMS_MANY));
            }
            Collections.rotate(order, 1);
        }
        return results(race);
    }

    private static List<Result> results(Race race) {
        List<Result> results = new ArrayList<>();
        List<String> all = new ArrayList<>(List.of(DIRECT, TUNNEL));
        all.addAll(PEERS);
        List<String> kinds = List.of("", "-8", DOWN, "-8" + DOWN);
        for (String kind : kinds) {
            for (String way : all) {
                if (race.has(way + kind)) {
                    results.add(Result.of(way + kind, race.median(way + kind), "MB/s"));
                }
            }
        }
        all.remove(TUNNEL);
        for (String kind : kinds) {
            for (String way : all) {
                if (race.has(way + kind)) {
                    String name = TUNNEL + kind + "/" + way + kind;
                    results.add(Result.of(name, race.ratio(TUNNEL + kind, way + kind), ""));
                }
            }
        }
        return results;
    }

    private Result firstByte(Way direct, Way tunnel) throws IOException {
        progress.step("first bytes");
        List<Double> directly = new ArrayList<>();
        List<Double> through = new ArrayList<>();
        for (int i = 0; i < settings.firstBytes(); i++) {
            directly.add(Transfer.firstByteMillis(direct.address()));
            through.add(Transfer.firstByteMillis(tunnel.address()));
        }
        double added = Samples.median(through) - Samples.median(directly);
        return Result.of("first-byte-added", added, "ms");
    }

    private List<Result> scp(Peers peers, BenchNode user, Path folder) throws IOException {
        Optional<SshServer> server = peers.ssh();
        if (server.isEmpty()) {
            progress.step("no scp: sshd is not installed");
            return List.of();
        }
        int port = server.get().port();
        return new ScpBench(server.get(), folder, progress)
                .measure(
                        Loopback.at(port), BenchNetwork.open(user, DEVICE, port), settings, random);
    }
}
