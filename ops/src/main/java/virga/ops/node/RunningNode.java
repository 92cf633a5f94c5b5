package virga.ops.node;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import virga.actors.node.NodeContext;
import virga.ops.admin.Document;
import virga.ops.desk.NodeAddress;
import virga.ops.desk.NodeDoors;

/** A node that serves. Closing it stops it and lets go of its home; a second time does nothing. */
public final class RunningNode implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunningNode.class);

    private final NodeContext context;
    private final NodeDoors doors;
    private final List<AutoCloseable> owned;

    /** {@code owned} is closed in its order. */
    RunningNode(NodeContext context, NodeDoors doors, List<AutoCloseable> owned) {
        this.context = context;
        this.doors = doors;
        this.owned = new ArrayList<>(owned);
    }

    public NodeContext context() {
        return context;
    }

    /** Where its services take commands. */
    public NodeDoors doors() {
        return doors;
    }

    /** What is told to the person who started it. */
    public Document.Ready ready() {
        return new Document.Ready(
                context.id().toString(), NodeAddress.listening(context).orElse("none"));
    }

    @Override
    public synchronized void close() {
        for (AutoCloseable each : owned) {
            end(each);
        }
        owned.clear();
    }

    static void end(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("reason", e.getMessage()).log("not closed");
        } catch (Exception e) {
            LOG.atError().setCause(e).log("not closed");
        }
    }
}
