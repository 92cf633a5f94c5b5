package virga.ops.devices;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a node's process ends when it is told to. */
final class SignalsTest {
    private final Path folder;

    SignalsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void aNodeEndsWith130WhetherInterruptedOrTerminated() {
        List<Function<Child, Ran>> ends = List.of(Child::interrupt, Child::terminate);
        Virga op = new Virga(Place.HERE, folder.resolve("op"));
        for (Function<Child, Ran> end : ends) {
            try (Child node = op.node("--roles", "operator", "--listen", "0.0.0.0:0")) {
                String ready = node.await("ready ");
                assertEquals(
                        "0.0.0.0", ready.substring(ready.indexOf(' ') + 1, ready.indexOf(':')));
                end.apply(node).exits(130);
            }
        }
    }

    @Test
    void whatANodeHeldOpenSaysThatTheNodeHasStopped() {
        Virga op = new Virga(Place.HERE, folder.resolve("op"));
        try (Child node = op.node("--roles", "operator,user", "--listen", "127.0.0.1:0")) {
            String unused = node.await("ready ");
            try (Child proxy = op.start("proxy", "--listen", "127.0.0.1:0")) {
                unused = proxy.await("proxy ");
                node.terminate().exits(130);
                Ran ended = proxy.awaitEnd().exits(1);
                assertEquals(
                        "virga: the node in "
                                + op.home()
                                + " has stopped, and with it what it held open here: start it"
                                + " again with `virga node --home "
                                + op.home()
                                + "`, then this",
                        ended.err());
            }
        }
    }
}
