package virga.ops.node;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import virga.ops.admin.AdminClient;
import virga.ops.admin.AdminJson;
import virga.ops.admin.AdminRequest;
import virga.ops.admin.Document;
import virga.ops.config.NodeFlags;
import virga.ops.problem.Problem;
import virga.ops.problem.ProblemException;

/** Nodes of this process with homes below one folder, asked through their admin sockets. */
final class NodesHere implements AutoCloseable {
    private static final Map<String, String> NO_ENVIRONMENT = Map.of();

    private final Path folder;
    private final Nodes nodes = new Nodes(NO_ENVIRONMENT, Clock.systemUTC());
    private final List<String> said = new CopyOnWriteArrayList<>();

    NodesHere(Path folder) {
        this.folder = folder;
    }

    Path home(String name) {
        return folder.resolve(name);
    }

    /** The network of acme, whose operator has the home {@code op}. */
    void begin(Map<String, Object> operatorKeys) {
        RunningNode unused = start("op", null, operatorKeys);
        addDomain("acme");
    }

    void addDomain(String name) {
        ask("op", new AdminRequest.DomainAdd(name), Document.DomainAdded.class);
    }

    String token(String domain, List<String> roles, int uses, List<String> labels) {
        var create = new AdminRequest.TokenCreate(domain, roles, uses, 3600, labels);
        return ask("op", create, Document.Token.class).token();
    }

    RunningNode start(String name, @Nullable String join, Map<String, Object> keys) {
        NodeFlags flags = new NodeFlags(home(name), null, join, keys);
        return nodes.start(new NodeAssembly(flags, said::add));
    }

    Problem notStarted(String name, @Nullable String join, Map<String, Object> keys) {
        try (RunningNode node = start(name, join, keys)) {
            throw new AssertionError(node.ready() + " started");
        } catch (ProblemException e) {
            return e.problem();
        }
    }

    /** Where the node listens that began to run first. */
    String firstListen() {
        return nodes.running().getFirst().ready().listen();
    }

    /** What was said to who started nodes. */
    List<String> said() {
        return said;
    }

    AdminClient connect(String name) {
        return AdminClient.connect(home(name), NO_ENVIRONMENT);
    }

    <T extends Document> T ask(String name, AdminRequest request, Class<T> kind) {
        try (AdminClient client = connect(name)) {
            return AdminJson.read(client.ask(request, step -> {}), kind);
        }
    }

    Document.Status status(String name) {
        return ask(name, new AdminRequest.Status(), Document.Status.class);
    }

    Problem problem(String name, AdminRequest request) {
        try (AdminClient client = connect(name)) {
            throw new AssertionError(client.ask(request, step -> {}).toString());
        } catch (ProblemException e) {
            return e.problem();
        }
    }

    @Override
    public void close() {
        nodes.close();
    }
}
