package virga.ops.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import virga.ops.admin.AdminClient;
import virga.ops.admin.AdminJson;
import virga.ops.admin.AdminRequest;
import virga.ops.admin.Document;
import virga.ops.problem.Exit;
import virga.ops.problem.Problem;
import virga.ops.problem.ProblemException;

@Command(
        name = "ping",
        description = "Asks a node for an answer and shows the round trips.",
        footer = {
            "",
            "Example:",
            "  virga ping printer-site --count 3",
            "  virga ping printer-site --until-direct --count 20",
            "  virga ping dfe47365.qa"
        })
final class PingVerb extends Verb {
    @Parameters(
            index = "0",
            paramLabel = "NODE",
            description = "A node's id, the beginning of one, or its name.")
    String node = "";

    @Option(names = "--count", paramLabel = "N", description = "How often (${DEFAULT-VALUE}).")
    int count = 4;

    @Option(
            names = "--until-direct",
            description =
                    "Once a second until an answer came directly, --count times at most; exit 5"
                            + " where none did.")
    boolean untilDirect;

    @Override
    public Integer call() {
        if (count < 1 || count > AdminRequest.Ping.COUNT_MAX) {
            throw Problem.usage("--count is 1 to " + AdminRequest.Ping.COUNT_MAX, "").asException();
        }
        if (untilDirect) {
            print(new DirectPings(this::askOnce, PingVerb::pause).await(count), this::human);
            return Exit.DONE.code();
        }
        return show(new AdminRequest.Ping(node, count), Document.Ping.class, this::human);
    }

    private Document.Ping askOnce() {
        try (AdminClient client = connect()) {
            return AdminJson.read(
                    client.ask(new AdminRequest.Ping(node, 1), this::progress),
                    Document.Ping.class);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(DirectPings.PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(new Problem(Exit.INTERRUPTED, "interrupted", ""), e);
        }
    }

    private void human(Document.Ping ping) {
        for (double millis : ping.rttMillis()) {
            screen().out()
                    .println(ping.peer() + " via " + ping.via() + ": " + Words.millis(millis));
        }
    }
}
