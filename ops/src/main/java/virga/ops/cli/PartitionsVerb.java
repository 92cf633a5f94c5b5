package virga.ops.cli;

import picocli.CommandLine.Command;
import virga.ops.admin.AdminRequest;
import virga.ops.admin.Document;

@Command(
        name = "partitions",
        description = "Shows which supers hold which keys, as far as this node knows.",
        footer = {"", "Example:", "  virga partitions --json"})
final class PartitionsVerb extends Verb {
    @Override
    public Integer call() {
        return show(new AdminRequest.Partitions(), Document.Partitions.class, this::human);
    }

    private void human(Document.Partitions known) {
        screen().out().println("plan " + known.plan());
        Table table = new Table("FROM", "TO", "HOLDERS");
        for (Document.PartitionHolders one : known.partitions()) {
            table.row(position(one.from()), position(one.to()), Words.list(one.holders()));
        }
        table.print(screen(), "no supers are known");
    }

    /** A domain and the 4 bytes that ranges are told apart by. */
    private static String position(String key) {
        return key.substring(0, key.indexOf('/') + 1 + 2 * Integer.BYTES);
    }
}
