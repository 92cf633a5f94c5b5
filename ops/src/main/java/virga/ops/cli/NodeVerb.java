package virga.ops.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import virga.ops.admin.Document;
import virga.ops.config.NodeFlags;
import virga.ops.node.NodeProcess;

@Command(
        name = "node",
        description = {
            "Runs a node until interrupted; the first start makes its key.",
            "Prints `ready <node-id> <listen-address>` when it serves; ends with 130 on SIGINT or"
                    + " SIGTERM."
        },
        footer = {
            "",
            "Example:",
            "  virga node --home op --roles operator,super --listen 0.0.0.0:7000",
            "  virga node --home site --roles tunnel --join @token.txt"
        })
final class NodeVerb extends Verb {
    @Mixin NodeOptions options = new NodeOptions();

    @Override
    public Integer call() {
        NodeFlags flags = options.flags(home(), screen().environment());
        return NodeProcess.run(
                flags,
                main().debug(),
                new ProcessVoice(screen()) {
                    @Override
                    public void ready(List<Document.Ready> nodes) {
                        print(
                                nodes.getFirst(),
                                node ->
                                        screen().out()
                                                .println(
                                                        "ready "
                                                                + node.node()
                                                                + " "
                                                                + node.listen()));
                    }
                });
    }
}
