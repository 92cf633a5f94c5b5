package virga.ops.demo;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import virga.ops.problem.Exit;

/** {@code virga demo}. */
@Command(
        name = "demo",
        description = {
            "Runs a whole network on this machine and fetches a device's page through a tunnel.",
            "It has an operator, 3 supers, a tunnel node, a user and a real HTTP device.",
            "Its homes are temporary unless --home says where they shall stand."
        },
        footer = {"", "Example:", "  virga demo", "  virga demo --once --json"})
public final class DemoVerb implements Callable<Integer> {
    @Spec @Nullable CommandSpec spec;

    @Option(names = "--once", description = "Show the steps and end.")
    boolean once;

    @Override
    public Integer call() throws InterruptedException {
        CommandSpec command = Objects.requireNonNull(spec);
        boolean json = Boolean.TRUE.equals(option(command, "--json"));
        PrintWriter out = command.commandLine().getOut();
        PrintWriter err = command.commandLine().getErr();
        boolean colour = command.commandLine().getColorScheme().ansi().enabled();
        DemoScreen screen = new DemoScreen(json ? err : out, colour && !json);
        DemoFolder folder = DemoFolder.of((Path) option(command, "--home"));
        Demo demo = Demo.create(folder.path(), System.getenv(), screen);
        CountDownLatch ended = new CountDownLatch(1);
        Thread hook = new Thread(() -> end(demo, folder, ended), "demo-end");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            run(demo, screen, folder, json ? out : null);
            if (!once) {
                ended.await();
            }
            return Exit.DONE.code();
        } finally {
            end(demo, folder, ended);
        }
    }

    private void run(Demo demo, DemoScreen screen, DemoFolder folder, @Nullable PrintWriter json) {
        screen.title();
        Demo.Outcome outcome = demo.run();
        screen.done(outcome);
        if (!once) {
            screen.invite(outcome, folder.path());
        }
        if (json != null) {
            json.println(outcome.document().json());
            json.flush();
        }
    }

    // From the verb's own end and from the process's: the second does nothing.
    private static void end(Demo demo, DemoFolder folder, CountDownLatch ended) {
        synchronized (demo) {
            if (ended.getCount() > 0) {
                demo.close();
                folder.close();
                ended.countDown();
            }
        }
    }

    private static @Nullable Object option(CommandSpec command, String name) {
        return command.root().findOption(name).getValue();
    }
}
