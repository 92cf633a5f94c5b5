package virga.ops.devices;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import virga.ops.bench.JavaCommand;
import virga.ops.cli.Main;

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
    void aBenchmarkThatIsToldToEndLeavesNoFolderAndNoProcess() throws IOException {
        Path temporary = Files.createDirectory(folder.resolve("temporary"));
        List<String> flags = List.of("-Xmx64m", "-Djava.io.tmpdir=" + temporary);
        List<String> verb = List.of("bench", "idle", "--minutes", "10");
        try (Child bench = Place.HERE.start(JavaCommand.of(flags, Main.class, verb))) {
            List<ProcessHandle> node =
                    Eventually.get(
                            () -> Optional.of(children(bench)).filter(found -> !found.isEmpty()),
                            bench::toString);
            assertEquals(1, homes(temporary));
            bench.terminate().exits(130);
            assertEquals(0, homes(temporary));
            assertTrue(node.stream().noneMatch(ProcessHandle::isAlive));
        }
    }

    private static List<ProcessHandle> children(Child bench) {
        return ProcessHandle.of(bench.pid()).map(ProcessHandle::children).stream()
                .flatMap(each -> each)
                .toList();
    }

    private static long homes(Path temporary) throws IOException {
        try (Stream<Path> all = Files.list(temporary)) {
            return all.filter(each -> each.getFileName().toString().startsWith("virga-bench-"))
                    .count();
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
