package virga.ops.node;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import virga.ops.admin.AdminClient;
import virga.ops.admin.AdminJson;
import virga.ops.admin.AdminRequest;
import virga.ops.admin.Document;
import virga.ops.config.NodeFlags;
import virga.ops.problem.ProblemException;

/** Many full nodes in one process: each has its own home, key, port and links. */
public final class Swarm {
    /** Nodes in one process. */
    public static final int NODES_MAX = 1_000;

    /** The domain that the operator of a swarm makes for it. */
    static final String DOMAIN = "swarm";

    private static final Duration TOKEN_LIFE = Duration.ofHours(1);
    private static final String ROLES = "roles";
    private static final String LISTEN = "listen";
    private static final String NAME = "name";

    private Swarm() {}

    /**
     * Runs the nodes until the process is interrupted. Homes are {@code HOME/nodes/1} and so on,
     * the configuration is that of {@code HOME}; every node but the first listens at a free port,
     * and a name gets the node's number.
     *
     * @param operator node 1 is the network's operator and admits the others to a domain
     */
    public static int run(
            NodeFlags all, int count, boolean operator, boolean debug, NodeVoice voice) {
        return NodeProcess.run(
                all, count, debug, voice, nodes -> start(all, count, operator, nodes, voice));
    }

    private static List<Document.Ready> start(
            NodeFlags all, int count, boolean operator, Nodes nodes, NodeVoice voice) {
        List<Document.Ready> ready = new ArrayList<>();
        NodeFlags rest = all;
        if (operator) {
            NodeFlags first = one(all, 1, true);
            ready.add(nodes.start(new NodeAssembly(first, voice::say)).ready());
            rest = joining(all, token(first.home(), all, count, voice));
        }
        for (int number = ready.size() + 1; number <= count; number++) {
            NodeFlags flags = one(rest, number, false);
            ready.add(nodes.start(new NodeAssembly(flags, line -> {})).ready());
        }
        return ready;
    }

    /** A token for the other nodes, from the operator's own admin socket. */
    private static String token(Path operator, NodeFlags all, int count, NodeVoice voice) {
        try (AdminClient client = AdminClient.connect(operator, voice.environment())) {
            client.ask(new AdminRequest.DomainAdd(DOMAIN), step -> {});
        } catch (ProblemException e) {
            // It was added at an earlier start; else the token is refused next, which is said.
        }
        List<String> roles =
                all.keys().get(ROLES) instanceof List<?> given
                        ? given.stream().map(String::valueOf).toList()
                        : List.of("user");
        try (AdminClient client = AdminClient.connect(operator, voice.environment())) {
            var request =
                    new AdminRequest.TokenCreate(
                            DOMAIN, roles, count, TOKEN_LIFE.toSeconds(), List.of());
            return AdminJson.read(client.ask(request, step -> {}), Document.Token.class).token();
        }
    }

    private static NodeFlags joining(NodeFlags all, String token) {
        return new NodeFlags(all.home(), all.file(), token, all.keys());
    }

    private static NodeFlags one(NodeFlags all, int number, boolean operator) {
        Map<String, Object> keys = new HashMap<>(all.keys());
        keys.putIfAbsent("cloud", "on");
        if (operator) {
            keys.put(ROLES, List.of("operator", "super"));
        }
        if (number > 1 && keys.get(LISTEN) instanceof String listen) {
            keys.put(LISTEN, listen.replaceFirst(":[0-9]+$", ":0"));
        }
        if (keys.get(NAME) instanceof String name) {
            keys.put(NAME, name + "-" + number);
        }
        return new NodeFlags(
                all.home().resolve("nodes").resolve(String.valueOf(number)),
                Files.exists(all.configFile()) ? all.configFile() : all.file(),
                all.join(),
                keys);
    }
}
