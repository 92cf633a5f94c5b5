package virga.ops.cli;

import picocli.CommandLine.Command;
import virga.ops.admin.AdminRequest;
import virga.ops.admin.Document;

@Command(
        name = "location",
        description = "Shows the locations this machine is at.",
        footer = {"", "Example:", "  virga location --home site"})
final class LocationVerb extends Verb {
    @Override
    public Integer call() {
        return show(new AdminRequest.Location(), Document.Locations.class, this::human);
    }

    private void human(Document.Locations locations) {
        Table table = new Table("LOCATION", "INTERFACE", "GATEWAY", "LABEL");
        for (Document.LocationLine line : locations.locations()) {
            table.row(
                    line.id(),
                    Words.orDash(line.networkInterface()),
                    Words.orDash(line.gateway()),
                    Words.orDash(line.label()));
        }
        table.print(screen(), "this node is at no location: it needs a gateway or a label");
    }
}
