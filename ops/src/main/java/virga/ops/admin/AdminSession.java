package virga.ops.admin;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import virga.ops.problem.Problem;
import virga.ops.problem.ProblemException;

/**
 * One client of the admin socket: sends one request and hears what becomes of it. What the handler
 * calls never blocks; a client that does not read is cut off when its queue is full.
 */
public final class AdminSession {
    /** Lines that wait for a client that reads slowly. */
    static final int WAITING_LINES_MAX = 1024;

    /** With so many lines waiting, events are lost. */
    static final int WAITING_EVENTS_MAX = WAITING_LINES_MAX / 2;

    /** Longest request. */
    static final int REQUEST_MAX_BYTES = 8 * 1024 * 1024;

    private static final byte[] LAST = new byte[0];

    private final SocketChannel channel;
    private final BlockingQueue<byte[]> waiting = new ArrayBlockingQueue<>(WAITING_LINES_MAX);
    private final CompletableFuture<Void> gone = new CompletableFuture<>();

    AdminSession(SocketChannel channel) {
        this.channel = channel;
    }

    /** Tells the client of a step; {@code millis} since the work began. */
    public void progress(String text, long millis) {
        queue(AdminJson.line(new AdminReply.Progress(text, millis)));
    }

    /**
     * Tells the client of something that happened to what it holds open. It is lost where the
     * client is far behind: a program that was stopped for a while is not to lose its door.
     */
    public void event(Document document) {
        if (waiting.size() < WAITING_EVENTS_MAX) {
            queue(AdminJson.line(new AdminReply.Event(AdminJson.tree(document))));
        }
    }

    /** Answers and ends the session. */
    public void result(Document document) {
        hold(document);
        queue(LAST);
    }

    /** Answers and keeps the session until the client goes or {@link #fail}. */
    public void hold(Document document) {
        queue(AdminJson.line(new AdminReply.Result(AdminJson.tree(document))));
    }

    /** Ends the session with a problem. */
    public void fail(Problem problem) {
        queue(AdminJson.line(new AdminReply.Failed(problem)));
        queue(LAST);
    }

    /** Completes when the client has gone or was answered; what it held open ends then. */
    public CompletionStage<Void> gone() {
        return gone.minimalCompletionStage();
    }

    /** Reads the request, has it handled, and waits for the client's end. */
    void read(AdminHandler handler) {
        LineReader lines = new LineReader(channel, REQUEST_MAX_BYTES);
        try {
            byte[] line = lines.next();
            if (line == null) {
                return;
            }
            handle(line, handler);
            while (lines.next() != null) {
                // One request a session: more lines have no meaning.
            }
        } catch (IOException e) {
            fail(Problem.usage("the request cannot be read", String.valueOf(e.getMessage())));
        } finally {
            gone.complete(null);
            // A client that only closed its sending side still reads what is queued.
            queue(LAST);
        }
    }

    private void handle(byte[] line, AdminHandler handler) {
        try {
            handler.handle(AdminJson.request(line), this);
        } catch (ProblemException e) {
            fail(e.problem());
        }
    }

    /** Writes what is queued until the session ends, then closes the channel. */
    void write() {
        try (channel) {
            byte @Nullable [] line = waiting.take();
            while (line != LAST) {
                writeLine(line);
                line = waiting.take();
            }
        } catch (IOException | InterruptedException e) {
            // The client does not read any more; the reader hears of the closed channel.
        } finally {
            gone.complete(null);
        }
    }

    void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // It is not used any more.
        }
    }

    private void writeLine(byte[] line) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(line.length + 1).put(line).put((byte) '\n').flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private void queue(byte[] line) {
        if (!waiting.offer(line) && !gone.isDone()) {
            close();
        }
    }
}
