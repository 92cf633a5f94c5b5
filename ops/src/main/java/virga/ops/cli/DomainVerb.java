package virga.ops.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import virga.ops.admin.AdminRequest;
import virga.ops.admin.Document;

@Command(
        name = "domain",
        description = "Domains: the customers or groups of a network.",
        footer = {"", "Example:", "  virga operator domain add acme --home op"},
        subcommands = {DomainVerb.Add.class, DomainVerb.Listing.class, DomainVerb.Change.class})
final class DomainVerb extends Group {
    @Command(
            name = "add",
            description = "Adds a domain.",
            footer = {"", "Example:", "  virga operator domain add acme --home op"})
    static final class Add extends Verb {
        @Parameters(index = "0", paramLabel = "NAME", description = "Letters, digits and hyphens.")
        String name = "";

        @Override
        public Integer call() {
            return show(
                    new AdminRequest.DomainAdd(name),
                    Document.DomainAdded.class,
                    added -> table(screen(), List.of(added.domain())));
        }
    }

    @Command(
            name = "list",
            description = "Shows the domains.",
            footer = {"", "Example:", "  virga operator domain list --json --home op"})
    static final class Listing extends Verb {
        @Override
        public Integer call() {
            return show(
                    new AdminRequest.DomainList(),
                    Document.Domains.class,
                    domains -> table(screen(), domains.domains()));
        }
    }

    @Command(
            name = "set",
            description = "Changes a domain's limits.",
            footer = {"", "Example:", "  virga operator domain set acme --quota 50000 --home op"})
    static final class Change extends Verb {
        @Parameters(index = "0", paramLabel = "NAME", description = "The domain.")
        String name = "";

        @Option(
                names = "--quota",
                required = true,
                paramLabel = "N",
                description = "Entries of the domain in the whole network.")
        int quota;

        @Override
        public Integer call() {
            return show(
                    new AdminRequest.DomainSet(name, quota),
                    Document.DomainAdded.class,
                    changed -> table(screen(), List.of(changed.domain())));
        }
    }

    private static void table(Screen screen, List<Document.DomainLine> domains) {
        Table table = new Table("DOMAIN", "NAME", "QUOTA");
        for (Document.DomainLine line : domains) {
            table.row(line.id(), line.name(), line.quota());
        }
        table.print(screen, "no domains");
    }
}
