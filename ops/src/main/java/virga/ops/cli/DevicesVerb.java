package virga.ops.cli;

import picocli.CommandLine.Command;
import virga.ops.admin.AdminRequest;
import virga.ops.admin.Document;

@Command(
        name = "devices",
        description = "Shows the devices of my domain and who can reach them now.",
        footer = {"", "Example:", "  virga devices --home me"})
final class DevicesVerb extends Verb {
    @Override
    public Integer call() {
        return show(new AdminRequest.Devices(), Document.Devices.class, this::human);
    }

    private void human(Document.Devices devices) {
        Table table = new Table("DEVICE", "DOMAIN", "SERVICES", "REACHABLE BY", "AUTHENTICATED");
        for (Document.DeviceLine line : devices.devices()) {
            table.row(
                    line.name(),
                    line.domain(),
                    Words.list(line.services()),
                    Words.list(line.reachableBy().stream().map(id -> Words.node(id, "")).toList()),
                    line.authenticated() ? "yes" : "no");
        }
        table.print(screen(), "no devices in this domain");
    }
}
