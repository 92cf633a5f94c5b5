package virga.ops.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import virga.ops.admin.AdminRequest;
import virga.ops.admin.Document;
import virga.ops.desk.OperatorProblem;
import virga.ops.operator.DeviceFile;
import virga.ops.operator.registry.DeviceText;
import virga.ops.operator.registry.OperatorException;

@Command(
        name = "device",
        description = "Keeps the devices, at the operator.",
        footer = {"", "Example:", "  virga device list --domain acme --home op"},
        subcommands = {
            DeviceVerb.Add.class,
            DeviceVerb.Apply.class,
            DeviceVerb.Remove.class,
            DeviceVerb.Listing.class,
        })
final class DeviceVerb extends Group {
    /** Lines of warning that a person reads. */
    private static final int WARNINGS_MAX = 20;

    @Command(
            name = "add",
            description = "Registers a device.",
            footer = {
                "",
                "Example:",
                "  virga device add printer --domain acme --mac 00:11:22:33:44:55 \\",
                "      --location LOCATION --port 631/ipp --home op"
            })
    static final class Add extends Verb {
        @Parameters(index = "0", paramLabel = "NAME", description = "Unique in its domain.")
        String name = "";

        @Option(names = "--domain", required = true, paramLabel = "NAME", description = "Whose.")
        String domain = "";

        @ArgGroup(multiplicity = "1")
        Address address = new Address();

        @Option(
                names = "--location",
                required = true,
                paramLabel = "ID",
                description = "As `virga location` shows at the device's LAN, or label:TEXT.")
        String location = "";

        @Option(
                names = "--port",
                required = true,
                paramLabel = "N[/scheme]",
                description = "A TCP port that may be reached; may be repeated.")
        List<String> ports = new ArrayList<>();

        @Option(
                names = "--tls-sha256",
                paramLabel = "HEX",
                description =
                        "SHA-256 of the whole certificate that it shows (not of its public key), as"
                                + " `openssl x509 -noout -fingerprint -sha256` prints; may be"
                                + " repeated.")
        List<String> certificates = new ArrayList<>();

        @Option(
                names = "--allow",
                paramLabel = "NODE",
                description = "A node that may use it; default: every node of the domain.")
        List<String> allow = new ArrayList<>();

        @Override
        public Integer call() {
            var device =
                    new AdminRequest.Device(
                            name,
                            domain,
                            address.mac,
                            address.host,
                            location,
                            ports,
                            certificates,
                            allow);
            return show(
                    new AdminRequest.DeviceApply(List.of(device), false),
                    Document.DevicesApplied.class,
                    applied -> say(screen(), applied));
        }
    }

    /** Exactly one of them. */
    static final class Address {
        @Option(names = "--mac", required = true, paramLabel = "MAC", description = "Its MAC.")
        @Nullable String mac;

        @Option(
                names = "--host",
                required = true,
                paramLabel = "ADDRESS",
                description = "Its IP address, where it keeps it.")
        @Nullable String host;
    }

    @Command(
            name = "apply",
            description = "Registers the devices of a file; a second time changes nothing.",
            footer = {
                "",
                "Example:",
                "  virga device apply -f devices.conf --home op",
                "with a file like",
                "  devices = [{name = printer, domain = acme, mac = \"00:11:22:33:44:55\",",
                "              location = \"label:office\", ports = [\"631/ipp\"]}]"
            })
    static final class Apply extends Verb {
        @Option(names = "-f", required = true, paramLabel = "FILE", description = "HOCON or JSON.")
        Path file = Path.of("");

        @Override
        public Integer call() {
            return show(
                    new AdminRequest.DeviceApply(read(file), true),
                    Document.DevicesApplied.class,
                    applied -> say(screen(), applied));
        }

        private static List<AdminRequest.Device> read(Path file) {
            try {
                return DeviceFile.read(file).stream().map(Apply::request).toList();
            } catch (OperatorException e) {
                throw OperatorProblem.of(e).asException();
            }
        }

        private static AdminRequest.Device request(DeviceText text) {
            return new AdminRequest.Device(
                    text.name(),
                    text.domain(),
                    text.mac().orElse(null),
                    text.host().orElse(null),
                    text.location(),
                    text.ports(),
                    text.tlsSha256(),
                    text.allow());
        }
    }

    @Command(
            name = "remove",
            description = "Removes a device: connections to it end within 90 seconds.",
            footer = {"", "Example:", "  virga device remove printer --domain acme --home op"})
    static final class Remove extends Verb {
        @Parameters(index = "0", paramLabel = "NAME", description = "The device.")
        String name = "";

        @Option(names = "--domain", required = true, paramLabel = "NAME", description = "Whose.")
        String domain = "";

        @Override
        public Integer call() {
            return show(
                    new AdminRequest.DeviceRemove(name, domain),
                    Document.DeviceRemoved.class,
                    removed -> screen().out().println("removed " + removed.name()));
        }
    }

    @Command(
            name = "list",
            description = "Shows the registered devices.",
            footer = {"", "Example:", "  virga device list --domain acme --home op"})
    static final class Listing extends Verb {
        @Option(names = "--domain", paramLabel = "NAME", description = "Of this domain only.")
        @Nullable String domain;

        @Override
        public Integer call() {
            return show(
                    new AdminRequest.DeviceList(domain),
                    Document.RegisteredDevices.class,
                    this::human);
        }

        private void human(Document.RegisteredDevices devices) {
            Table table = new Table("DEVICE", "DOMAIN", "ADDRESS", "SERVICES", "ALLOW", "LOCATION");
            for (Document.RegisteredDevice line : devices.devices()) {
                table.row(
                        line.name(),
                        line.domain(),
                        line.address(),
                        Words.list(line.services()),
                        line.allow().isEmpty() ? "domain" : Words.list(line.allow()),
                        line.location());
            }
            table.print(screen(), "no devices");
        }
    }

    private static void say(Screen screen, Document.DevicesApplied applied) {
        screen.out()
                .println(
                        applied.added()
                                + " added, "
                                + applied.changed()
                                + " changed, "
                                + applied.unchanged()
                                + " unchanged");
        List<String> warnings = applied.warnings();
        warnings.stream()
                .limit(WARNINGS_MAX)
                .forEach(line -> screen.err().println("virga: " + line));
        if (warnings.size() > WARNINGS_MAX) {
            int more = warnings.size() - WARNINGS_MAX;
            screen.err().println("virga: " + more + " more like these: see them with --json");
        }
    }
}
