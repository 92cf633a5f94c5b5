package virga.ops.devices;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program that runs beside the test, and what it has printed so far. */
final class Child implements AutoCloseable {
    private static final int COMMAND_SHOWN_MAX = 200;
    private static final long END_MAX_SECONDS = 20;

    private final String command;
    private final Process process;
    private final List<String> out = new CopyOnWriteArrayList<>();
    private final List<String> err = new CopyOnWriteArrayList<>();
    private final List<Thread> readers;
    private final Thread endWithTheTest;

    private Child(List<String> command, Process process) {
        String words = String.join(" ", command);
        this.command = words.substring(Math.max(0, words.length() - COMMAND_SHOWN_MAX));
        this.process = process;
        this.readers =
                List.of(read(process.getInputStream(), out), read(process.getErrorStream(), err));
        this.endWithTheTest = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(endWithTheTest);
    }

    static Child start(List<String> command) {
        return start(command, Path.of("."));
    }

    /** Starts a program in a folder, with nothing to read. */
    static Child start(List<String> command, Path folder) {
        try {
            Process process =
                    new ProcessBuilder(interruptible(command)).directory(folder.toFile()).start();
            process.getOutputStream().close();
            return new Child(command, process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Tests that were started in the background ignore SIGINT, and so would all their children. */
    private static List<String> interruptible(List<String> command) {
        if (!System.getProperty("os.name").equals("Linux")) {
            return command;
        }
        return Stream.concat(Stream.of("env", "--default-signal=INT"), command.stream()).toList();
    }

    long pid() {
        return process.pid();
    }

    boolean alive() {
        return process.isAlive();
    }

    /** The rest of the first line of standard output that begins so. */
    String await(String start) {
        return Eventually.get(
                () -> {
                    Optional<String> line =
                            out.stream().filter(each -> each.startsWith(start)).findFirst();
                    if (line.isEmpty() && !process.isAlive()) {
                        throw new AssertionError("ended: " + this);
                    }
                    return line.map(each -> each.substring(start.length()).strip());
                },
                () -> "did not say '" + start + "': " + this);
    }

    Ran awaitEnd() {
        try {
            if (!process.waitFor(Eventually.WAIT_MAX.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("does not end: " + this);
            }
            for (Thread reader : readers) {
                reader.join();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts a test", e);
        }
        return new Ran(command, process.exitValue(), text(out), text(err));
    }

    /** SIGKILL: it gets no chance to tidy up. */
    void kill() {
        process.destroyForcibly();
        Ran unused = awaitEnd();
    }

    /** SIGINT, as from a terminal. */
    Ran interrupt() {
        return end("-INT");
    }

    /** SIGTERM, as from a service manager. */
    Ran terminate() {
        return end("-TERM");
    }

    private Ran end(String signal) {
        Place.HERE.run("kill", signal, Long.toString(pid())).done();
        return awaitEnd();
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            process.destroy();
            try {
                if (!process.waitFor(END_MAX_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                throw new IllegalStateException("nobody interrupts a test", e);
            }
        }
        Runtime.getRuntime().removeShutdownHook(endWithTheTest);
    }

    @Override
    public String toString() {
        return command + "\n" + text(out) + "\n" + text(err);
    }

    private static String text(List<String> lines) {
        return String.join("\n", lines);
    }

    // Not virtual: a read of a pipe holds its carrier thread for as long as the program is silent.
    private static Thread read(InputStream from, List<String> to) {
        return Thread.ofPlatform()
                .daemon()
                .start(
                        () -> {
                            try (var lines =
                                    new BufferedReader(
                                            new InputStreamReader(from, StandardCharsets.UTF_8))) {
                                lines.lines().forEach(to::add);
                            } catch (IOException | UncheckedIOException e) {
                                // It was killed: what came before is what it said.
                            }
                        });
    }
}
