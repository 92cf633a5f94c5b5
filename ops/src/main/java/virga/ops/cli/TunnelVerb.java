package virga.ops.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import virga.ops.admin.AdminReply;
import virga.ops.admin.AdminRequest;
import virga.ops.admin.Document;
import virga.ops.problem.Problem;

@Command(
        name = "tunnel",
        description = "Opens and shows tunnels to devices.",
        footer = {"", "Example:", "  virga tunnel open printer --home me"},
        subcommands = {
            TunnelVerb.Open.class,
            TunnelVerb.Listing.class,
            TunnelVerb.Close.class,
            TunnelVerb.Log.class,
        })
final class TunnelVerb extends Group {
    @Command(
            name = "open",
            description =
                    "Opens a tunnel and prints where it listens; serves until interrupted unless"
                            + " --detach.",
            footer = {
                "",
                "Example:",
                "  virga tunnel open printer:631 --listen 127.0.0.1:6310 --home me",
                "  virga tunnel open printer --detach --save"
            })
    static final class Open extends Verb {
        @Parameters(
                index = "0",
                paramLabel = "DEVICE[:PORT]",
                description = "The device's name; the port where it has more than one.")
        String device = "";

        @Option(
                names = "--listen",
                paramLabel = "HOST:PORT",
                description = "The tunnel's local end (${DEFAULT-VALUE}); port 0: any free one.")
        String listen = "127.0.0.1:0";

        @Option(
                names = "--via",
                paramLabel = "CARRIER",
                completionCandidates = Choices.Carriers.class,
                description = "auto or one carrier: direct (${DEFAULT-VALUE}).")
        String via = "auto";

        @Option(names = "--detach", description = "Leave the tunnel to the node and return.")
        boolean detach;

        @Option(names = "--save", description = "Open it again when the node starts.")
        boolean save;

        @Option(names = "--trace", description = "Show what was tried, on standard error.")
        boolean trace;

        @Override
        public Integer call() {
            var request = new AdminRequest.TunnelOpen(device, listen, via, detach, save, trace);
            return detach
                    ? show(request, Document.TunnelOpened.class, this::human)
                    : serve(request, Document.TunnelOpened.class, this::human);
        }

        @Override
        boolean progressWanted() {
            return trace;
        }

        @Override
        void progress(AdminReply.Progress step) {
            if (trace) {
                super.progress(step);
            }
        }

        private void human(Document.TunnelOpened opened) {
            screen().out()
                    .println(
                            "open "
                                    + opened.listen()
                                    + " -> "
                                    + opened.device()
                                    + " via "
                                    + opened.via());
        }
    }

    @Command(
            name = "list",
            description = "Shows the open tunnels of this node.",
            footer = {"", "Example:", "  virga tunnel list --json"})
    static final class Listing extends Verb {
        @Override
        public Integer call() {
            return show(
                    new AdminRequest.TunnelList(),
                    Document.Tunnels.class,
                    tunnels -> table(screen(), tunnels.tunnels()));
        }
    }

    @Command(
            name = "close",
            description = "Closes a tunnel and its connections; a saved one is forgotten.",
            footer = {"", "Example:", "  virga tunnel close 3"})
    static final class Close extends Verb {
        @Parameters(index = "0", paramLabel = "ID", description = "As `virga tunnel list` shows.")
        String id = "";

        @Override
        public Integer call() {
            return show(
                    new AdminRequest.TunnelClose(id),
                    Document.TunnelClosed.class,
                    closed -> screen().out().println("closed " + closed.id()));
        }
    }

    @Command(
            name = "log",
            description = "Shows who reached which device through this node, newest first.",
            footer = {"", "Example:", "  virga tunnel log --last 20 --home site"})
    static final class Log extends Verb {
        @Option(names = "--last", paramLabel = "N", description = "How many (${DEFAULT-VALUE}).")
        int last = 100;

        @Override
        public Integer call() {
            if (last < 1 || last > AdminRequest.TunnelLog.LIMIT_MAX) {
                throw Problem.usage("--last is 1 to " + AdminRequest.TunnelLog.LIMIT_MAX, "")
                        .asException();
            }
            return show(new AdminRequest.TunnelLog(last), Document.TunnelLog.class, this::human);
        }

        private void human(Document.TunnelLog log) {
            Table table =
                    new Table("TIME", "NODE", "DEVICE", "PORT", "VIA", "IN", "OUT", "FOR", "END");
            for (Document.TunnelLogLine line : log.entries()) {
                table.row(
                        line.time(),
                        Words.node(line.node(), line.name()),
                        line.device(),
                        line.port(),
                        line.carrier(),
                        bytes(line.bytesIn()),
                        bytes(line.bytesOut()),
                        line.millis() == null ? "-" : line.millis() + " ms",
                        line.end());
            }
            table.print(screen(), "nobody reached a device through this node");
        }

        private static String bytes(@Nullable Long bytes) {
            return bytes == null ? "-" : Words.bytes(bytes);
        }
    }

    static void table(Screen screen, List<Document.TunnelLine> tunnels) {
        Table table =
                new Table("ID", "LISTEN", "DEVICE", "PORT", "VIA", "CONNECTIONS", "IN", "OUT");
        for (Document.TunnelLine line : tunnels) {
            table.row(
                    line.id() + (line.saved() ? " saved" : ""),
                    line.listen(),
                    line.device(),
                    line.port() == null ? "-" : line.port(),
                    line.via(),
                    line.connections(),
                    Words.bytes(line.bytesIn()),
                    Words.bytes(line.bytesOut()));
        }
        table.print(screen, "no tunnels");
    }
}
