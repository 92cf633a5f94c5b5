package virga.ops.cli;

import com.google.gson.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import virga.ops.admin.AdminJson;
import virga.ops.admin.AdminRequest;
import virga.ops.admin.Document;

@Command(
        name = "proxy",
        description =
                "Opens a local SOCKS5 door: NAME.DOMAIN.virga:PORT reaches a device. Serves until"
                        + " interrupted, and says on standard error what it refused.",
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

    /** Standard output has the one document; what happens later is beside it. */
    @Override
    void event(JsonObject document) {
        screen().err()
                .println(
                        main().json()
                                ? AdminJson.printLine(document)
                                : line(AdminJson.read(document, Document.ProxyRefused.class)));
    }

    private static String line(Document.ProxyRefused refused) {
        String what = "refused " + refused.asked() + ": " + refused.message();
        if (refused.more() > 0) {
            return what + " ... and " + refused.more() + " more";
        }
        return refused.hint().isEmpty() ? what : what + " (" + refused.hint() + ")";
    }
}
