package virga.ops.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import virga.ops.admin.Document;
import virga.ops.demo.AdminDoor;

/**
 * Real nodes in processes of their own: an operator that is also a super, and those that join with
 * its tokens. They run with the launcher's flags and speak over the loopback.
 */
public final class BenchNetwork implements AutoCloseable {
    /** The domain of all nodes that join. */
    public static final String DOMAIN = "bench";

    /** The label of the place where the devices are. */
    public static final String PLACE = "bench";

    /** Room for every record that a benchmark stores. */
    private static final int QUOTA = 1_000_000;

    private static final int TOKEN_USES = 1_000;
    private static final Duration START_MAX = Duration.ofSeconds(60);

    private final Class<?> program;
    private final Path folder;
    private final List<ChildProcess> children = new ArrayList<>();
    private final AdminDoor operator;

    private BenchNetwork(Class<?> program, Path folder) {
        this.program = program;
        this.folder = folder;
        this.operator = new AdminDoor(folder.resolve("operator"));
    }

    /**
     * {@code program} runs nodes. Starts the operator with homes below {@code folder}, and the
     * domain.
     */
    public static BenchNetwork start(Class<?> program, Path folder, String operatorRoles) {
        BenchNetwork network = new BenchNetwork(program, folder);
        try {
            network.child(
                    "operator",
                    JavaCommand.NODE_FLAGS,
                    List.of("node", "--roles", operatorRoles, "--listen", "127.0.0.1:0"));
            network.operator.addDomain(DOMAIN, QUOTA);
            return network;
        } catch (RuntimeException e) {
            network.close();
            throw e;
        }
    }

    public AdminDoor operator() {
        return operator;
    }

    /** The operator's process. */
    public ChildProcess operatorProcess() {
        return children.getFirst();
    }

    /** A file with a new join token, for {@code --join @FILE}. */
    public Path token(String roles) {
        String token =
                operator.createToken(DOMAIN, List.of(roles.split(",")), TOKEN_USES, List.of(PLACE));
        try {
            return Files.writeString(folder.resolve("token-" + roles.replace(',', '-')), token);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a node that joins, and waits until it serves. */
    public BenchNode join(String name, String roles, List<String> moreArguments) {
        List<String> arguments = new ArrayList<>(List.of("node", "--roles", roles, "--name", name));
        arguments.addAll(List.of("--join", "@" + token(roles)));
        arguments.addAll(moreArguments);
        ChildProcess process = child(name, JavaCommand.NODE_FLAGS, arguments);
        return new BenchNode(new AdminDoor(folder.resolve(name)), process);
    }

    /** A tunnel node at {@link #PLACE} that may carry to the loopback. */
    public BenchNode joinTunnelNode(String name) {
        return join(
                name,
                "tunnel",
                List.of(
                        "--listen",
                        "127.0.0.1:0",
                        "--location-label",
                        PLACE,
                        "--tunnel-allow",
                        "127.0.0.0/8"));
    }

    /** Runs a verb that serves with the program's own main class; waits for its `ready`. */
    public ChildProcess child(String name, List<String> flags, List<String> arguments) {
        List<String> all = new ArrayList<>(List.of(program.getName()));
        all.addAll(arguments);
        all.addAll(List.of("--home", folder.resolve(name).toString()));
        ChildProcess process = ChildProcess.java(name, flags, NodeChild.class, all);
        children.add(process);
        process.await("ready ", START_MAX);
        return process;
    }

    /** Registers a device of the loopback at {@link #PLACE}, with all its ports. */
    public void register(String device, List<Integer> ports, BenchNode tunnelNode) {
        operator.registerDevice(
                device,
                DOMAIN,
                Loopback.at(0).getAddress().getHostAddress(),
                ports.stream().map(String::valueOf).toList(),
                tunnelNode.door().location(PLACE));
    }

    /** Opens a tunnel as soon as the user node knows who can carry it; says where it listens. */
    public static InetSocketAddress open(BenchNode user, String device, int port) {
        Document.TunnelOpened opened = user.door().openTunnelWhenReachable(device, port);
        String listen = opened.listen();
        return Loopback.at(Integer.parseInt(listen.substring(listen.lastIndexOf(':') + 1)));
    }

    @Override
    public void close() {
        children.reversed().forEach(ChildProcess::close);
    }
}
