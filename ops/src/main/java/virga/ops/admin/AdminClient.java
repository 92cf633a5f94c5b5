package virga.ops.admin;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import virga.ops.problem.Problem;
import virga.ops.problem.ProblemException;

/**
 * One request to the node that runs in a home. Plain NIO: a short verb loads neither Akka nor
 * Netty. Everything that goes wrong is a {@link ProblemException}.
 */
public final class AdminClient implements AutoCloseable {
    /** Longest answer that is read. */
    static final int REPLY_MAX_BYTES = 256 * 1024 * 1024;

    private final SocketChannel channel;
    private final LineReader replies;
    private final Path home;
    private Consumer<JsonObject> events = event -> {};

    private AdminClient(SocketChannel channel, Path home) {
        this.channel = channel;
        this.replies = new LineReader(channel, REPLY_MAX_BYTES);
        this.home = home;
    }

    /** Connects to the node that runs in {@code home}. */
    public static AdminClient connect(Path home, Map<String, String> environment) {
        SocketChannel channel = null;
        try {
            Path place = new AdminSocket(home, environment).find();
            channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            channel.connect(UnixDomainSocketAddress.of(place));
            return new AdminClient(channel, home);
        } catch (AccessDeniedException e) {
            closeQuietly(channel);
            throw new ProblemException(noAccess(home), e);
        } catch (SocketFolder.NotOwnException e) {
            throw new ProblemException(
                    Problem.failed(
                            String.valueOf(e.getMessage()), "remove it, and start the node again"),
                    e);
        } catch (IOException e) {
            closeQuietly(channel);
            boolean denied = String.valueOf(e.getMessage()).contains("ermission denied");
            throw new ProblemException(denied ? noAccess(home) : noNode(home), e);
        }
    }

    /** Whether a node answers in {@code home}. */
    public static boolean running(Path home, Map<String, String> environment) {
        try (AdminClient client = connect(home, environment)) {
            return client.channel.isConnected();
        } catch (ProblemException e) {
            return false;
        }
    }

    /** {@code hearer} hears what happens to what a request holds open, while it is waited for. */
    public void onEvent(Consumer<JsonObject> hearer) {
        events = hearer;
    }

    /** Sends the request and waits for its document; {@code progress} hears the steps before. */
    public JsonObject ask(AdminRequest request, Consumer<AdminReply.Progress> progress) {
        try {
            write(AdminJson.line(request));
            return await(progress);
        } catch (IOException e) {
            throw new ProblemException(gone(), e);
        }
    }

    /** Waits until what the last request holds open has ended, and says why as a problem. */
    public Problem awaitEnd() {
        try {
            byte[] line = replies.next();
            while (line != null) {
                switch (AdminJson.reply(line)) {
                    case AdminReply.Failed failed -> {
                        return failed.problem();
                    }
                    case AdminReply.Event event -> events.accept(event.document());
                    case AdminReply.Progress late -> {}
                    case AdminReply.Result second -> {}
                }
                line = replies.next();
            }
            return stopped();
        } catch (ProblemException e) {
            return e.problem();
        } catch (IOException e) {
            return stopped();
        }
    }

    @Override
    public void close() {
        closeQuietly(channel);
    }

    private JsonObject await(Consumer<AdminReply.Progress> progress) throws IOException {
        while (true) {
            byte[] line = replies.next();
            if (line == null) {
                throw new ProblemException(gone());
            }
            switch (AdminJson.reply(line)) {
                case AdminReply.Progress step -> progress.accept(step);
                case AdminReply.Event event -> events.accept(event.document());
                case AdminReply.Result result -> {
                    return result.document();
                }
                case AdminReply.Failed failed -> throw new ProblemException(failed.problem());
            }
        }
    }

    private void write(byte[] line) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(line.length + 1).put(line).put((byte) '\n').flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private Problem gone() {
        return Problem.failed(
                "the node in " + home + " stopped before it answered",
                "see its log in " + home.resolve("log"));
    }

    private Problem stopped() {
        return Problem.failed(
                "the node in " + home + " has stopped, and with it what it held open here",
                "start it again with `virga node --home " + home + "`, then this");
    }

    private static Problem noNode(Path home) {
        Path first = home.resolve("nodes").resolve("1");
        if (Files.isDirectory(first)) {
            return Problem.failed(
                    home + " is a swarm's, and each of its nodes has a home of its own",
                    "name one with --home " + first);
        }
        return Problem.failed(
                "no node runs in " + home, "start one with `virga node --home " + home + "`");
    }

    private static Problem noAccess(Path home) {
        return Problem.refused(
                "the node in " + home + " may be commanded by its owner only",
                "run this as the user that runs the node");
    }

    private static void closeQuietly(@Nullable SocketChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // Nothing more was to be read from it.
        }
    }
}
