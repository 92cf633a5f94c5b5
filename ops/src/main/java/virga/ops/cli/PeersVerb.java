package virga.ops.cli;

import picocli.CommandLine.Command;
import virga.ops.admin.AdminRequest;
import virga.ops.admin.Document;

@Command(
        name = "peers",
        description = "Shows this node's links.",
        footer = {"", "Example:", "  virga peers --json"})
final class PeersVerb extends Verb {
    @Override
    public Integer call() {
        return show(
                new AdminRequest.Peers(),
                Document.Peers.class,
                peers -> StatusVerb.links(screen(), peers.links()));
    }
}
