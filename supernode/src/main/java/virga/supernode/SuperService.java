package virga.supernode;

import java.util.List;
import virga.actors.node.NodeContext;
import virga.actors.node.NodeHome;
import virga.actors.node.NodeService;
import virga.actors.sqlite.SqliteException;
import virga.protocol.identity.Role;
import virga.supernode.store.StoreActor;
import virga.supernode.store.StoreSettings;
import virga.supernode.store.StoreSetup;
import virga.supernode.store.StoreVersion;

/** What the super role adds to a node, and the operator role too: it holds what no super does. */
public final class SuperService {
    /** Name of the service that answers {@link StoreActor.Command}. */
    public static final String STORE = "dht";

    private SuperService() {}

    /** Once for a node, whichever of the two roles it has. */
    public static List<NodeService> services() {
        return List.of(new NodeService(STORE, node -> SuperActor.create(node, setup(node))));
    }

    /**
     * Looks at the store's file before the node starts; blocks.
     *
     * @throws SqliteException it was written by a later version of this program
     */
    public static void check(NodeHome home) {
        StoreVersion.refuseNewer(home.recordsDatabase());
    }

    private static StoreSetup setup(NodeContext node) {
        return new StoreSetup(
                node.home().recordsDatabase(),
                StoreSettings.of(node.settings().limits(), Runtime.getRuntime().maxMemory()),
                node.id(),
                () -> node.membership().current().map(in -> in.node()),
                node.settings().roles().contains(Role.OPERATOR),
                node.verifier(),
                node.clock(),
                node.blocking());
    }
}
