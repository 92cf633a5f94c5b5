package virga.ops.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import virga.ops.admin.AdminRequest;
import virga.ops.admin.Document;

@Command(
        name = "proxy",
        description =
                "Opens a local SOCKS5 door: NAME.DOMAIN.virga:PORT reaches a device. Serves until"
                        + " interrupted.",
        footer = {
            "",
            "Example:",
            "  virga proxy --home me &",
            "  curl --socks5-hostname 127.0.0.1:1080 http://printer.acme.virga:631/"
        })
final class ProxyVerb extends Verb {
    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            description = "Where the door listens (${DEFAULT-VALUE}).")
    String listen = "127.0.0.1:1080";

    @Override
    public Integer call() {
        return serve(
                new AdminRequest.Proxy(listen),
                Document.ProxyOpened.class,
                opened -> screen().out().println("proxy " + opened.listen()));
    }
}
