package virga.ops.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import virga.ops.admin.Document;
import virga.ops.config.NodeFlags;
import virga.ops.node.Swarm;
import virga.ops.problem.Problem;

@Command(
        name = "swarm",
        description = "Runs many full nodes in one process: own homes, keys and ports.",
        footer = {
            "",
            "Example:",
            "  virga swarm --nodes 20 --home swarm --join @token.txt",
            "  virga status --home swarm/nodes/1"
        })
final class SwarmVerb extends Verb {
    @Mixin NodeOptions options = new NodeOptions();

    @Option(names = "--nodes", required = true, paramLabel = "N", description = "How many.")
    int nodes;

    @Option(
            names = "--operator",
            description = "Node 1 is the network's operator and admits the others.")
    boolean operator;

    @Override
    public Integer call() {
        if (nodes < 1 || nodes > Swarm.NODES_MAX) {
            throw Problem.usage("--nodes is 1 to " + Swarm.NODES_MAX, "").asException();
        }
        NodeFlags flags = options.flags(home(), screen().environment());
        return Swarm.run(flags, nodes, operator, main().debug(), new Voice());
    }

    private final class Voice extends ProcessVoice {
        Voice() {
            super(screen());
        }

        @Override
        public void ready(List<Document.Ready> started) {
            print(new Document.Swarm(started), SwarmVerb.this::human);
        }
    }

    private void human(Document.Swarm swarm) {
        for (Document.Ready node : swarm.nodes()) {
            screen().out().println("ready " + node.node() + " " + node.listen());
        }
    }
}
