package virga.ops.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import virga.ops.admin.AdminRequest;
import virga.ops.admin.Document;

@Command(
        name = "dht",
        description = "Looks into the distributed directory.",
        footer = {"", "Example:", "  virga dht get dfe47365.wyxim75c..."},
        subcommands = DhtVerb.Get.class)
final class DhtVerb extends Group {
    @Command(
            name = "get",
            description = "Shows what is found under a key, and who holds it.",
            footer = {
                "",
                "Example:",
                "  virga dht get dfe47365.hayp7yfi43lhxcw3z6cfhcy3fjmrmdsb5idvwk47sbrbdqnu75ia"
            })
    static final class Get extends Verb {
        @Parameters(
                paramLabel = "KEY",
                description = "A whole node id, or DOMAIN/HASH in hexadecimal.")
        @Nullable String key;

        @Override
        public Integer call() {
            return show(
                    new AdminRequest.DhtGet(key == null ? "" : key),
                    Document.DhtEntries.class,
                    this::human);
        }

        private void human(Document.DhtEntries found) {
            Table table = new Table("KIND", "VERSION", "EXPIRES", "REMOVED", "SHA-256");
            for (Document.DhtEntry one : found.entries()) {
                table.row(
                        one.kind(),
                        String.valueOf(one.version()),
                        one.expires(),
                        one.removed() ? "yes" : "no",
                        one.hash());
            }
            table.print(screen(), "nothing is found");
            found.holders().forEach(holder -> screen().out().println("holder  " + holder));
        }
    }
}
