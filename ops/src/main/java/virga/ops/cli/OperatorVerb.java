package virga.ops.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import virga.ops.admin.AdminRequest;
import virga.ops.admin.Document;

@Command(
        name = "operator",
        description = "Keeps a network: domains, join tokens, nodes.",
        footer = {"", "Example:", "  virga operator domain add acme --home op"},
        subcommands = {
            OperatorInitVerb.class,
            DomainVerb.class,
            OperatorVerb.Token.class,
            OperatorVerb.Nodes.class,
            OperatorVerb.Supers.class,
            OperatorVerb.Revoke.class,
        })
final class OperatorVerb extends Group {
    @Command(
            name = "token",
            description = "Join tokens: what a node shows to be admitted.",
            footer = {"", "Example:", "  virga operator token create --domain acme --home op"},
            subcommands = TokenCreate.class)
    static final class Token extends Group {}

    @Command(
            name = "create",
            description = "Makes a join token. It is a secret: whoever has it may join.",
            footer = {
                "",
                "Example:",
                "  virga operator token create --domain acme --roles user,tunnel --uses 10"
            })
    static final class TokenCreate extends Verb {
        @Option(names = "--domain", required = true, paramLabel = "NAME", description = "Of whom.")
        String domain = "";

        @Option(
                names = "--roles",
                split = ",",
                paramLabel = "ROLE",
                completionCandidates = Choices.Admitted.class,
                description = "The most that a node may take: user, tunnel, super (user).")
        List<String> roles = List.of("user");

        @Option(names = "--uses", paramLabel = "N", description = "Nodes (${DEFAULT-VALUE}).")
        int uses = 1;

        @Option(
                names = "--expires",
                paramLabel = "TIME",
                description = "How long: 90s, 15m, 24h, 30d (${DEFAULT-VALUE}).")
        String expires = "24h";

        @Option(
                names = "--location-label",
                paramLabel = "L",
                description = "A location label that the nodes may claim; may be repeated.")
        List<String> labels = new ArrayList<>();

        @Override
        public Integer call() {
            Duration life = Words.duration(expires);
            return show(
                    new AdminRequest.TokenCreate(domain, roles, uses, life.toSeconds(), labels),
                    Document.Token.class,
                    token -> screen().out().println(token.token()));
        }
    }

    @Command(
            name = "nodes",
            description = "Shows the admitted nodes.",
            footer = {"", "Example:", "  virga operator nodes --domain acme"})
    static final class Nodes extends Verb {
        @Option(names = "--domain", paramLabel = "NAME", description = "Of this domain only.")
        @Nullable String domain;

        @Override
        public Integer call() {
            return show(new AdminRequest.Nodes(domain), Document.Nodes.class, this::human);
        }

        private void human(Document.Nodes nodes) {
            Table table = new Table("NODE", "NAME", "DOMAIN", "ROLES", "LABELS", "EXPIRES");
            for (Document.NodeLine line : nodes.nodes()) {
                table.row(
                        line.node(),
                        Words.orDash(line.name()),
                        line.domain(),
                        Words.list(line.roles()),
                        Words.list(line.labels()),
                        line.expires());
            }
            table.print(screen(), "no nodes were admitted");
        }
    }

    @Command(
            name = "supers",
            description = "Shows the supers and what they hold.",
            footer = {"", "Example:", "  virga operator supers --json"})
    static final class Supers extends Verb {
        @Override
        public Integer call() {
            return show(new AdminRequest.Supers(), Document.Supers.class, this::human);
        }

        private void human(Document.Supers supers) {
            screen().out().println("plan " + supers.plan());
            Table table = new Table("NODE", "NAME", "DOMAIN", "STATE", "SHARE", "RANGES", "SEEN");
            for (Document.SuperLine line : supers.supers()) {
                table.row(
                        line.node(),
                        Words.orDash(line.name()),
                        line.domain(),
                        line.state(),
                        Math.round(line.share() * 100) + "%",
                        String.valueOf(line.ranges()),
                        line.seen());
            }
            table.print(screen(), "no node has offered itself as a super");
        }
    }

    @Command(
            name = "revoke",
            description = {
                "Takes a node's admission back, for good: its links and tunnels end, connected"
                        + " nodes do so within seconds, and no token admits its key again.",
                "Nodes that are not online hear of it when they link again. An operator's key is"
                        + " not revoked like this: that takes the network's root key."
            },
            footer = {
                "",
                "Example:",
                "  virga operator revoke laptop.acme --home op",
                "  virga operator revoke dfe47365.wyxim75c"
            })
    static final class Revoke extends Verb {
        @Parameters(
                paramLabel = "NODE",
                description = "NAME.DOMAIN, a name, an id, or a unique beginning of one.")
        String node = "";

        @Override
        public Integer call() {
            return show(new AdminRequest.Revoke(node), Document.Revoked.class, this::human);
        }

        private void human(Document.Revoked revoked) {
            String name =
                    revoked.name().isEmpty()
                            ? ""
                            : " (" + revoked.name() + "." + revoked.domain() + ")";
            screen().out()
                    .println(
                            "revoked "
                                    + revoked.node()
                                    + name
                                    + " by list "
                                    + revoked.number()
                                    + "; its links end now, its last record ends "
                                    + revoked.until());
        }
    }
}
