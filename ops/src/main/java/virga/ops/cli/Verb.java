package virga.ops.cli;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import virga.ops.admin.AdminClient;
import virga.ops.admin.AdminJson;
import virga.ops.admin.AdminReply;
import virga.ops.admin.AdminRequest;
import virga.ops.admin.Document;
import virga.ops.problem.Exit;

/** What every verb has: the options of {@link Main}, the screen, and the way to the node. */
abstract class Verb implements Callable<Integer> {
    @Spec @Nullable CommandSpec spec;

    final Main main() {
        if (spec == null) {
            throw new IllegalStateException("picocli sets the spec before it calls a verb");
        }
        return (Main) spec.root().userObject();
    }

    final Screen screen() {
        return main().screen();
    }

    final Path home() {
        return main().home();
    }

    /** Asks the running node and prints its document. */
    final <T extends Document> int show(AdminRequest request, Class<T> kind, Consumer<T> human) {
        try (AdminClient node = connect()) {
            print(node.ask(request, this::progress), kind, human);
        }
        return Exit.DONE.code();
    }

    /** Asks, prints, and stays until the node ends what the request holds open. */
    final <T extends Document> int serve(AdminRequest request, Class<T> kind, Consumer<T> human) {
        try (AdminClient node = connect()) {
            node.onEvent(this::event);
            print(node.ask(request, this::progress), kind, human);
            throw node.awaitEnd().asException();
        }
    }

    final AdminClient connect() {
        return AdminClient.connect(home(), screen().environment());
    }

    /** Prints a document that this process made. */
    final <T extends Document> void print(T document, Consumer<T> human) {
        if (main().json()) {
            screen().out().println(AdminJson.print(AdminJson.tree(document)));
        } else {
            human.accept(document);
        }
        screen().out().flush();
    }

    private <T extends Document> void print(JsonObject tree, Class<T> kind, Consumer<T> human) {
        if (main().json()) {
            screen().out().println(AdminJson.print(tree));
        } else {
            human.accept(AdminJson.read(tree, kind));
        }
        screen().out().flush();
    }

    /** Steps of long work go to standard error, where a person looks or asked for them. */
    void progress(AdminReply.Progress step) {
        if (screen().terminal() || progressWanted()) {
            screen().err()
                    .println(String.format(Locale.ROOT, "%6d ms  %s", step.millis(), step.text()));
        }
    }

    /** Something happened to what is held open. */
    void event(JsonObject document) {}

    boolean progressWanted() {
        return false;
    }
}
