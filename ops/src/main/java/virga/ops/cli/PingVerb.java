package virga.ops.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import virga.ops.admin.AdminRequest;
import virga.ops.admin.Document;
import virga.ops.admin.Problem;

@Command(
        name = "ping",
        description = "Asks a node for an answer and shows the round trips.",
        footer = {
            "",
            "Example:",
            "  virga ping printer-site --count 3",
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

    @Override
    public Integer call() {
        if (count < 1 || count > AdminRequest.Ping.COUNT_MAX) {
            throw Problem.usage("--count is 1 to " + AdminRequest.Ping.COUNT_MAX, "").asException();
        }
        return show(
                new AdminRequest.Ping(node, count),
                Document.Ping.class,
                ping -> {
                    for (double millis : ping.rttMillis()) {
                        screen().out()
                                .println(
                                        ping.peer()
                                                + " via "
                                                + ping.via()
                                                + ": "
                                                + Words.millis(millis));
                    }
                });
    }
}
