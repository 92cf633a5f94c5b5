package virga.ops.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import virga.ops.admin.AdminClient;
import virga.ops.admin.AdminJson;
import virga.ops.admin.AdminRequest;
import virga.ops.admin.Document;
import virga.ops.problem.Exit;
import virga.ops.problem.Problem;
import virga.ops.problem.ProblemException;

@Command(
        name = "status",
        description = "Shows this node: id, domain, roles, certificate, links, tunnels.",
        footer = {"", "Example:", "  virga status --home site", "  virga status --check ready"})
final class StatusVerb extends Verb {
    @Option(
            names = "--check",
            paramLabel = "live|ready",
            completionCandidates = Choices.Checks.class,
            description = "Exit 0 or 1 and print nothing else.")
    @Nullable String check;

    @Override
    public Integer call() {
        return check == null
                ? show(new AdminRequest.Status(), Document.Status.class, this::human)
                : check(check);
    }

    private int check(String level) {
        if (!level.equals("live") && !level.equals("ready")) {
            throw Problem.usage("--check knows live and ready, not '" + level + "'", "")
                    .asException();
        }
        try (AdminClient node = connect()) {
            var tree = node.ask(new AdminRequest.Check(level), step -> {});
            boolean ok = AdminJson.read(tree, Document.Check.class).ok();
            return ok ? Exit.DONE.code() : Exit.FAILED.code();
        } catch (ProblemException e) {
            return Exit.FAILED.code();
        }
    }

    private void human(Document.Status status) {
        PrintWriter out = screen().out();
        out.println("node         " + status.node());
        out.println("name         " + Words.orDash(status.name()));
        out.println("domain       " + status.domain().name() + " (" + status.domain().id() + ")");
        out.println("roles        " + Words.list(status.roles()));
        out.println("cloud        " + status.cloud() + ", anonymity " + status.anonymity());
        out.println("certificate  until " + status.certificate().expires());
        out.println("revocations  " + revocations(status.revocations()));
        out.println("listen       " + Words.orDash(status.listen()));
        out.println("candidates   " + candidates(status));
        out.println("up           " + Words.time(status.uptimeSeconds()));
        for (Document.PartitionLine partition : status.partitions()) {
            out.println("partition    " + partition.entries() + " entries");
        }
        if (!status.turnedAway().isEmpty()) {
            out.println("turned away  " + turnedAway(status));
        }
        out.println();
        links(screen(), status.links());
        if (!status.tunnels().isEmpty()) {
            out.println();
            TunnelVerb.table(screen(), status.tunnels());
        }
    }

    private static String revocations(Document.RevocationsLine line) {
        if (line.self()) {
            return "this node's key, or the operator that admitted it, was revoked";
        }
        if (line.signed() == null) {
            return line.old() ? "none known for 24 hours" : "none known yet";
        }
        return "list "
                + line.number()
                + " of "
                + line.signed()
                + ", "
                + line.keys()
                + (line.keys() == 1 ? " key" : " keys")
                + (line.old() ? ": older than 24 hours" : "");
    }

    private static String candidates(Document.Status status) {
        List<String> shown =
                status.candidates().stream()
                        .map(line -> line.carrier() + " " + line.address())
                        .toList();
        return shown.isEmpty() ? "-" : String.join(", ", shown);
    }

    /** What happened most comes first. */
    private static String turnedAway(Document.Status status) {
        return status.turnedAway().entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining(", "));
    }

    static void links(Screen screen, List<Document.LinkLine> links) {
        Table table = new Table("PEER", "CARRIER", "ADDRESS", "RTT", "IN", "OUT", "STREAMS");
        for (Document.LinkLine link : links) {
            table.row(
                    Words.node(link.peer(), link.name()),
                    link.carrier(),
                    link.address(),
                    Words.millis(link.rttMillis()),
                    Words.bytes(link.bytesIn()),
                    Words.bytes(link.bytesOut()),
                    link.streams());
        }
        table.print(screen, "no links");
    }
}
