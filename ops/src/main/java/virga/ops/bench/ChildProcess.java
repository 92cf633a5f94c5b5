package virga.ops.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import virga.ops.problem.Problem;

/**
 * A process that takes part in a benchmark. It is told by lines on its standard input and answers
 * with lines on its standard output; one that loses its input ends by itself, so that none outlives
 * this process.
 */
public final class ChildProcess implements AutoCloseable {
    private static final int LINES_MAX = 4_096;
    private static final int LAST_WORDS_LINES_MAX = 12;
    private static final Duration LAST_WORDS_MAX = Duration.ofSeconds(2);
    private static final Duration END_MAX = Duration.ofSeconds(10);

    private final String name;
    private final Process process;
    private final BufferedWriter input;
    private final LinkedBlockingQueue<Optional<String>> lines =
            new LinkedBlockingQueue<>(LINES_MAX);
    private final Deque<String> lastWords = new ArrayDeque<>();

    private ChildProcess(String name, Process process) {
        this.name = name;
        this.process = process;
        this.input =
                new BufferedWriter(
                        new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        Thread errors = start("err", () -> read(process.getErrorStream(), this::remember));
        start("out", () -> readAnswers(errors));
    }

    /** Runs {@code main} in a JVM of its own. */
    public static ChildProcess java(
            String name, List<String> flags, Class<?> main, List<String> arguments) {
        return start(name, JavaCommand.of(flags, main, arguments));
    }

    /** Runs a program; {@code name} is how a person is told of it. */
    public static ChildProcess start(String name, List<String> command) {
        return start(name, command, Path.of(System.getProperty("java.io.tmpdir")));
    }

    /** Runs a program in a folder. */
    public static ChildProcess start(String name, List<String> command, Path folder) {
        try {
            return new ChildProcess(
                    name, new ProcessBuilder(command).directory(folder.toFile()).start());
        } catch (IOException e) {
            throw Problem.failed(name + " does not start", String.valueOf(e.getMessage()))
                    .asException();
        }
    }

    public String name() {
        return name;
    }

    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** Tells the child one line. */
    public void say(String line) {
        try {
            input.write(line);
            input.newLine();
            input.flush();
        } catch (IOException e) {
            throw ended();
        }
    }

    /**
     * The rest of the next line that begins with {@code start}; others are passed over.
     *
     * @throws virga.ops.problem.ProblemException the child ended, or said no such thing in time
     */
    public String await(String start, Duration timeout) {
        long end = System.nanoTime() + timeout.toNanos();
        while (true) {
            Optional<String> line = next(end - System.nanoTime(), start);
            if (line.isEmpty()) {
                throw ended();
            }
            if (line.get().startsWith(start)) {
                return line.get().substring(start.length()).strip();
            }
        }
    }

    /** Says {@code line} and awaits the answer that begins with the line's first word. */
    public String ask(String line, Duration timeout) {
        say(line);
        return await(line.split(" ", 2)[0] + " ", timeout);
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            if (!process.waitFor(END_MAX.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private Optional<String> next(long nanos, String start) {
        try {
            Optional<String> line = lines.poll(Math.max(0, nanos), TimeUnit.NANOSECONDS);
            if (line == null) {
                throw Problem.failed(
                                name + " did not say `" + start.strip() + "` in time", lastWords())
                        .asException();
            }
            return line;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.failed("interrupted while waiting for " + name, "").asException();
        }
    }

    /** Waits for the end at most as long; whether it came. */
    public boolean endsWithin(long time, TimeUnit unit) {
        try {
            return process.waitFor(time, unit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.failed("interrupted while waiting for " + name, "").asException();
        }
    }

    /** The problem to throw when it ended though it should not have. */
    public RuntimeException ended() {
        return Problem.failed(name + " ended before its time", lastWords()).asException();
    }

    private String lastWords() {
        synchronized (lastWords) {
            return String.join(" | ", lastWords);
        }
    }

    private Thread start(String stream, Runnable reader) {
        // Not virtual: reading a pipe holds the carrier thread for as long as the child is silent.
        return Thread.ofPlatform().daemon().name(name + "-" + stream).start(reader);
    }

    /** After the last answer comes an empty one, and not before {@code errors} were all read. */
    private void readAnswers(Thread errors) {
        read(process.getInputStream(), line -> offer(Optional.of(line)));
        try {
            errors.join(LAST_WORDS_MAX);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        offer(Optional.empty());
    }

    private void read(InputStream bytes, Consumer<String> each) {
        try (var reader =
                new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8))) {
            reader.lines().forEach(each);
        } catch (IOException | UncheckedIOException e) {
            remember(String.valueOf(e.getMessage()));
        }
    }

    // Lines beyond what fits are those that nobody waits for.
    private void offer(Optional<String> line) {
        if (!lines.offer(line)) {
            lines.poll();
            lines.offer(line);
        }
    }

    private void remember(String line) {
        synchronized (lastWords) {
            lastWords.addLast(line);
            if (lastWords.size() > LAST_WORDS_LINES_MAX) {
                lastWords.removeFirst();
            }
        }
    }
}
