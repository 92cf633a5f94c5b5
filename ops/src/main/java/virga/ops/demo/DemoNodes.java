package virga.ops.demo;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import virga.ops.config.NodeFlags;
import virga.ops.node.NodeAssembly;
import virga.ops.node.Nodes;
import virga.ops.node.RunningNode;

/** Real nodes in this process, started one after the other as with {@code virga node}. */
final class DemoNodes implements AutoCloseable {
    private static final String LISTEN = "127.0.0.1:0";

    private final Path folder;
    private final Nodes nodes;

    DemoNodes(Path folder, Map<String, String> environment) {
        this.folder = folder;
        this.nodes = new Nodes(environment, InstantSource.system());
    }

    /** Starts a node in the home {@code folder/name}; says its id and where it listens. */
    String start(String name, String role, Optional<String> token, Map<String, Object> more) {
        Map<String, Object> keys = new HashMap<>(more);
        keys.put("roles", List.of(role));
        keys.put("name", name);
        if (!role.equals("user")) {
            keys.put("listen", LISTEN);
        }
        NodeFlags flags = new NodeFlags(folder.resolve(name), null, token.orElse(null), keys);
        RunningNode node = nodes.start(new NodeAssembly(flags, line -> {}));
        return node.ready().node() + " " + node.ready().listen();
    }

    AdminDoor door(String name) {
        return new AdminDoor(folder.resolve(name));
    }

    @Override
    public void close() {
        nodes.close();
    }
}
